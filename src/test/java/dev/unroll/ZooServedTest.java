package dev.unroll;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.unroll.plan.ZooCase;
import dev.unroll.v1.Input;
import dev.unroll.v1.NamedVectors;
import dev.unroll.v1.Task;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders that hold nothing but a graph, all served at once, to many clients. */
class ZooServedTest {
  private static final int CLIENTS = 16;
  private static final int ROUNDS = 3;
  private static final float TOLERANCE = 1e-4f;

  @TempDir private static Path models;
  private static ServerHarness server;

  @BeforeAll
  static void start() throws Exception {
    for (var zoo : ZooCase.singleGraphs().toList()) {
      ModelFolders.zoo(models, zoo.name());
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
}
