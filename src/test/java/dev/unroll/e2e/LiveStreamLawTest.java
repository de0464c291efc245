package dev.unroll.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.unroll.grpc.unroll.Requests;
import dev.unroll.plan.planner.PlanTable;
import dev.unroll.plan.planner.ZooCase;
import dev.unroll.repository.Folders;
import dev.unroll.v1.Input;
import dev.unroll.v1.ManyToManyResponse;
import dev.unroll.v1.StopReason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** However a sequence is cut into messages, their answers are those of the whole. */
class LiveStreamLawTest {
  private static final int STREAMS = 24;
  private static final int ROUNDS = 8;
  private static final float TOLERANCE = 1e-5f;

  /** Beside the zoo's: the same graph as a tagger of entities. */
  private static final String ENTITIES = "entities";

  @TempDir private static Path models;
  private static ServerHarness server;
  private static List<String> causal;

  @BeforeAll
  static void start() throws Exception {
    causal = new ArrayList<>(List.of(ENTITIES));
    for (var zoo : ZooCase.singleGraphs().toList()) {
      if (zoo.facts().get("task").asText().equals("many-to-many")
          && "causal".equals(PlanTable.labels().get(zoo.name()))) {
        Folders.zoo(models, zoo.name());
        causal.add(zoo.name());
      }
    }
    var tagger = Folders.zoo(models, "lstm2_each", ENTITIES, 1);
    Files.writeString(tagger.resolve("tags.txt"), "O\nB-X\nI-X\nI-Y\nB-Y\n");
    Files.writeString(
        tagger.resolve("model.yaml"), "output: {tags: {file: tags.txt, scheme: bio}}\n");
    server = ServerHarness.start(models);
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  @Test
  void anyCuts_ofAnyCausalModel_giveTheAnswersOfTheWhole() throws Exception {
    long seed = System.nanoTime();
    var random = new Random(seed);
    var calls = new ArrayList<Clients.Call>();
    for (int round = 0; round < ROUNDS; round++) {
      for (var model : causal) {
        long own = random.nextLong();
        calls.add(() -> assertLaw(model, new Random(own), "seed " + seed + ", " + model));
      }
    }
    Collections.shuffle(calls, random);
    Clients.run(STREAMS, calls);
    assertEquals(7, causal.size());
  }

  private static void assertLaw(String model, Random random, String what) throws Throwable {
    int steps = 1 + random.nextInt(random.nextInt(10) == 0 ? 1000 : 40);
    var facts = server.describe(model);
    var shape = facts.getInputs(0).getShapeList();
    int width = facts.getVocabularySize() > 0 ? 1 : shape.get(shape.size() - 1).intValue();
    var parts = new ArrayList<Input>();
    Input all;
    if (facts.getVocabularySize() > 0) {
      var ids = random.longs(steps, 0, facts.getVocabularySize()).toArray();
      all = Requests.ids(ids);
      cut(steps, random, (from, to) -> parts.add(Requests.ids(Arrays.copyOfRange(ids, from, to))));
    } else {
      var values = new float[steps * width];
      for (int index = 0; index < values.length; index++) {
        values[index] = (float) random.nextGaussian();
      }
      all = Requests.vectors(width, values);
      // Not only between steps.
      cut(
          values.length,
          random,
          (from, to) -> parts.add(Requests.vectors(0, Arrays.copyOfRange(values, from, to))));
    }
    assertJoined(what, server.calls().manyToMany(raw(model, all)), stream(model, parts), steps);
  }

  private interface Cut {
    void part(int from, int to);
  }

  private static void cut(int length, Random random, Cut cut) {
    int most = 1 + random.nextInt(length);
    for (int from = 0; from < length; ) {
      int to = Math.min(length, from + 1 + random.nextInt(most));
      cut.part(from, to);
      from = to;
    }
  }

  private static dev.unroll.v1.ManyToManyRequest raw(String model, Input input) {
    return Requests.manyToMany(model, input).toBuilder().setRaw(true).build();
  }

  private static List<dev.unroll.v1.StreamManyToManyResponse> stream(
      String model, List<Input> parts) throws Throwable {
    var stream = StreamClient.open(server);
    stream.send(StreamClient.first(model, parts.get(0)).setRaw(true).build());
    for (var part : parts.subList(1, parts.size())) {
      stream.send(part);
    }
    return stream.finish();
  }

  private static void assertJoined(
      String what,
      ManyToManyResponse whole,
      List<dev.unroll.v1.StreamManyToManyResponse> answers,
      int steps) {
    var joined = LiveAnswers.of(answers);
    assertEquals(whole.getOutputsCount(), joined.outputs().size(), what);
    for (var output : whole.getOutputsList()) {
      var expected = output.getVectors().getValuesList();
      var found = joined.outputs().getOrDefault(output.getName(), List.of());
      assertEquals(expected.size(), found.size(), what);
      for (int index = 0; index < expected.size(); index++) {
        assertEquals(expected.get(index), found.get(index), TOLERANCE, what);
      }
    }
    assertEquals(
        whole.getTagsList().stream().map(tag -> tag.getTag() + tag.getStart()).toList(),
        joined.tags().stream().map(tag -> tag.getTag() + tag.getStart()).toList(),
        what);
    assertEquals(
        whole.getEntitiesList().stream().map(LiveStreamLawTest::place).toList(),
        joined.entities().stream().map(LiveStreamLawTest::place).toList(),
        what);
    var end = LiveAnswers.end(answers);
    assertEquals(StopReason.STOP_REASON_ALIGNED, end.getReason(), what);
    assertEquals(steps, end.getTiming().getSteps(), what);
    assertEquals(whole.getModel(), end.getModel(), what);
  }

  private static String place(dev.unroll.v1.Span entity) {
    return entity.getType() + " " + entity.getStart() + " " + entity.getEnd();
  }
}
