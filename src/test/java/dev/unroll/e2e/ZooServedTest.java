package dev.unroll.e2e;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.grpc.unroll.Requests;
import dev.unroll.plan.planner.PlanTable;
import dev.unroll.plan.planner.ZooCase;
import dev.unroll.repository.Folders;
import dev.unroll.v1.HiddenState;
import dev.unroll.v1.Input;
import dev.unroll.v1.NamedVectors;
import dev.unroll.v1.Stage;
import dev.unroll.v1.Task;
import dev.unroll.v1.Vectors;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Folders that hold nothing but a graph, all served at once, to many clients. */
class ZooServedTest {
  private static final int CLIENTS = 16;
  private static final int ROUNDS = 3;
  private static final float TOLERANCE = 1e-4f;

  @TempDir private static Path models;
  private static ServerHarness server;

  @BeforeAll
  static void start() throws Exception {
    for (var zoo : ZooCase.all().toList()) {
      Folders.zoo(models, zoo.name());
    }
    server = ServerHarness.start(models);
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  @Test
  void everyExport_mixedLengthsFromManyClients_givesTheFrameworksAnswers() throws Exception {
    var calls = new ArrayList<Clients.Call>();
    for (int round = 0; round < ROUNDS; round++) {
      for (var zoo : ZooCase.singleGraphs().toList()) {
        for (var example : zoo.examples()) {
          calls.add(() -> assertAnswered(zoo, example));
        }
      }
    }
    Collections.shuffle(calls, new Random(1));
    Clients.run(CLIENTS, calls);
  }

  private static void assertAnswered(ZooCase zoo, ZooCase.Example example) {
    var outputs = outputs(zoo, Requests.of(example.input()));
    assertEquals(example.outputs().size(), outputs.size(), zoo.name());
    for (int place = 0; place < outputs.size(); place++) {
      var given = outputs.get(place).getVectors().getValuesList();
      var values = new float[given.size()];
      for (int index = 0; index < values.length; index++) {
        values[index] = given.get(index);
      }
      assertArrayEquals(example.outputs().get(place), values, TOLERANCE, zoo.name());
    }
  }

  private static List<NamedVectors> outputs(ZooCase zoo, Input input) {
    return aligned(zoo)
        ? server.calls().manyToMany(Requests.manyToMany(zoo.name(), input)).getOutputsList()
        : server.calls().manyToOne(Requests.manyToOne(zoo.name(), input)).getOutputsList();
  }

  private static boolean aligned(ZooCase zoo) {
    return zoo.facts().get("task").asText().equals("many-to-many");
  }

  @Test
  void everyExport_isDescribedByItsTask() {
    ZooCase.singleGraphs()
        .forEach(zoo ->
            assertEquals(
                aligned(zoo) ? Task.TASK_MANY_TO_MANY : Task.TASK_MANY_TO_ONE,
                server.describe(zoo.name()).getTask()));
  }

  @Test
  void everyExport_isDescribedByThePlanThatThePageNames() {
    var labels = new TreeMap<String, String>();
    for (var zoo : ZooCase.all().toList()) {
      var model = server.describe(zoo.name());
      labels.put(zoo.name(), model.getPlan());
      assertTrue(model.getStagesCount() > 0, zoo.name());
      boolean sliced = model.getPlan().equals("causal") || model.getPlan().equals("staged");
      assertEquals(sliced, model.getStages(0).getSliced(), zoo.name());
      assertTrue(!model.getPlan().equals("whole") || model.getRefusedCount() > 0, zoo.name());
    }
    assertEquals(new TreeMap<>(PlanTable.labels()), labels);
  }

  @Test
  void bidirectionalTagger_isDescribedStageByStage() {
    var model = server.describe("bilstm_tagger");
    assertEquals(
        List.of("layer 0 forward", "layer 0 reverse", "head"),
        model.getStagesList().stream().map(Stage::getName).toList());
    assertEquals(
        List.of(false, true, false),
        model.getStagesList().stream().map(Stage::getReverse).toList());
    assertEquals(
        List.of(24, 24),
        model.getStages(1).getStatesList().stream().map(HiddenState::getWidth).toList());
    assertEquals(List.of("layer 0 forward", "layer 0 reverse"), model.getStages(2).getTakesList());
    assertEquals(List.of("causal: a recurrent node runs in reverse"), model.getRefusedList());
  }

  @ParameterizedTest
  @CsvSource({"keras_simple_rnn_batch8, 1", "keras_simple_rnn_sequences, 2"})
  void fixedBatchOfEight_eightClients_giveEightRowsOfThree(String name, int steps)
      throws Exception {
    var zoo = ZooCase.of(name);
    var rows = new ConcurrentHashMap<Integer, Vectors>();
    var calls = new ArrayList<Clients.Call>();
    for (int row = 0; row < 8; row++) {
      int number = row;
      var input = Requests.of(zoo.examples().get(row).input());
      calls.add(() -> rows.put(number, outputs(zoo, input).get(0).getVectors()));
    }
    Clients.run(8, calls);
    assertEquals(8, rows.size());
    for (var row : rows.values()) {
      assertEquals(3, row.getWidth());
      assertEquals(steps * 3, row.getValuesCount());
    }
  }
}
