package dev.unroll.e2e;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.unroll.grpc.unroll.Requests;
import dev.unroll.v1.Input;
import dev.unroll.v1.NamedVectors;
import dev.unroll.v1.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The networks of the Keras tutorial, as {@code training/keras_tutorial.py} writes them, give what
 * Keras gave, in the tutorial's shapes. A call is one row of Keras' batch.
 */
class KerasTutorialTest {
  private static final Path NETWORKS = Path.of("src/test/resources/keras");
  private static final int CLIENTS = 16;
  private static final float TOLERANCE = 1e-5f;

  private static ServerHarness server;

  @BeforeAll
  static void start() throws Exception {
    server = ServerHarness.start(NETWORKS);
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  @Test
  void everyNetwork_mixedLengthsFromManyClients_givesKerasAnswers() throws Exception {
    var calls = new ArrayList<Clients.Call>();
    for (var network : networks()) {
      for (var example : truths(network).get("examples")) {
        calls.add(() -> assertAnswered(network, example));
      }
    }
    Collections.shuffle(calls, new Random(1));
    Clients.run(CLIENTS, calls);
  }

  @ParameterizedTest
  @ValueSource(strings = {"simple_rnn_batch8", "simple_rnn_sequences"})
  void fixedBatchOfEight_oneClient_givesItsRowAlone(String network) throws Exception {
    assertAnswered(network, truths(network).get("examples").get(7));
  }

  /**
   * What one call gives: the tutorial's shape without its batch; steps 0 where there is no time.
   */
  @ParameterizedTest
  @CsvSource({
    "simple_rnn, 0, 3",
    "simple_rnn_batch8, 0, 3",
    "simple_rnn_sequences, 2, 3",
    "deep_rnn, 57, 3",
    "bidirectional_rnn, 57, 6",
    "bidirectional_lstm, 0, 6",
    "deep_bidirectional_rnn, 57, 6",
    "deep_bidirectional_tagger, 57, 3"
  })
  void everyNetwork_longestExample_givesTheTutorialsShape(String network, int steps, int width)
      throws Exception {
    var examples = truths(network).get("examples");
    var vectors =
        outputs(network, input(examples.get(examples.size() - 1)), steps > 0).get(0).getVectors();
    assertEquals(width, vectors.getWidth());
    assertEquals(Math.max(steps, 1) * width, vectors.getValuesCount());
    assertEquals(
        steps > 0 ? Task.TASK_MANY_TO_MANY : Task.TASK_MANY_TO_ONE,
        server.describe(network).getTask());
  }

  /** All but those whose length Keras fixed can be cut after any step. */
  @ParameterizedTest
  @CsvSource({
    "simple_rnn, causal",
    "simple_rnn_batch8, whole",
    "simple_rnn_sequences, whole",
    "deep_rnn, causal",
    "bidirectional_rnn, staged",
    "bidirectional_lstm, staged",
    "deep_bidirectional_rnn, staged",
    "deep_bidirectional_tagger, staged"
  })
  void everyNetwork_hasThePlanOfItsLayers(String network, String plan) {
    assertEquals(plan, server.describe(network).getPlan());
  }

  private static void assertAnswered(String network, JsonNode example) {
    boolean everyStep = example.get("output").get(0).isArray();
    var given = outputs(network, input(example), everyStep).get(0).getVectors();
    var expected = Truths.floats(example.get("output"));
    assertArrayEquals(expected, Truths.toArray(given.getValuesList()), TOLERANCE, network);
  }

  private static List<NamedVectors> outputs(String network, Input input, boolean everyStep) {
    return everyStep
        ? server.calls().manyToMany(Requests.manyToMany(network, input)).getOutputsList()
        : server.calls().manyToOne(Requests.manyToOne(network, input)).getOutputsList();
  }

  private static Input input(JsonNode example) {
    var steps = example.get("input");
    return steps.get(0).isArray()
        ? Requests.vectors(steps.get(0).size(), Truths.floats(steps))
        : Requests.ids(Truths.longs(steps).stream().mapToLong(Long::longValue).toArray());
  }

  private static List<String> networks() throws IOException {
    try (var folders = Files.list(NETWORKS)) {
      return folders.map(folder -> folder.getFileName().toString()).sorted().toList();
    }
  }

  private static JsonNode truths(String network) throws IOException {
    var file = NETWORKS.resolve(network).resolve("truths.json").toFile();
    return new ObjectMapper().readTree(file);
  }
}
