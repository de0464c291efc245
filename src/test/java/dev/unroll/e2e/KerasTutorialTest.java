package dev.unroll.e2e;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.unroll.grpc.unroll.Requests;
import dev.unroll.repository.Folders;
import dev.unroll.v1.Input;
import dev.unroll.v1.NamedVectors;
import dev.unroll.v1.Task;
import java.io.IOException;
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
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The networks of the Keras tutorial, as {@code training/keras_tutorial.py} writes them, give what
 * Keras gave, in the tutorial's shapes. A call is one row of Keras' batch.
 */
class KerasTutorialTest {
  private static final Path TRUTHS = Path.of("src/test/resources/keras");
  private static final int CLIENTS = 16;
  private static final float TOLERANCE = 1e-5f;

  private static ServerHarness server;

  @BeforeAll
  static void start() throws Exception {
    server = ServerHarness.start(Folders.tutorial());
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
  @ValueSource(strings = {"simple-rnn-batch-8", "return-sequences"})
  void fixedBatchOfEight_oneClient_givesItsRowAlone(String network) throws Exception {
    assertAnswered(network, truths(network).get("examples").get(7));
  }

  /**
   * What one call gives: the tutorial's shape without its batch; steps 0 where there is no time.
   */
  @ParameterizedTest
  @CsvSource({
    "simple-rnn, 0, 3",
    "simple-rnn-batch-8, 0, 3",
    "return-sequences, 2, 3",
    "simple-rnn-any-length, 0, 3",
    "numpy-rnn, 57, 8",
    "deep-rnn, 57, 3",
    "bidirectional-rnn, 57, 6",
    "deep-bidirectional-rnn, 57, 6",
    "lstm, 0, 3",
    "gru, 0, 3",
    "bidirectional-lstm, 0, 6",
    "deep-bidirectional-tagger, 57, 3"
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
    "simple-rnn, whole",
    "simple-rnn-batch-8, whole",
    "return-sequences, whole",
    "simple-rnn-any-length, causal",
    "numpy-rnn, causal",
    "deep-rnn, causal",
    "bidirectional-rnn, staged",
    "deep-bidirectional-rnn, staged",
    "lstm, causal",
    "gru, causal",
    "bidirectional-lstm, staged",
    "deep-bidirectional-tagger, staged"
  })
  void everyNetwork_hasThePlanOfItsLayers(String network, String plan) {
    assertEquals(plan, server.describe(network).getPlan());
  }

  /** As {@code model.summary()} of Keras prints them; None is an axis of any size. */
  @ParameterizedTest
  @MethodSource("networks")
  void everyNetwork_hasKerasParametersAndShape(String network) throws Exception {
    var model = server.describe(network);
    assertEquals(truths(network).get("parameters").asLong(), model.getParameters());
    var shape = new ArrayList<Long>();
    truths(network)
        .get("output_shape")
        .forEach(size -> shape.add(size.isNull() ? -1 : size.asLong()));
    assertEquals(shape, model.getOutputs(0).getShapeList());
  }

  @ParameterizedTest
  @MethodSource("networks")
  void everyNetwork_hasAnExample(String network) {
    assertTrue(server.describe(network).hasExample());
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
    return Folders.modelsIn(Folders.tutorial());
  }

  private static JsonNode truths(String network) throws IOException {
    return new ObjectMapper().readTree(TRUTHS.resolve(network + ".json").toFile());
  }
}
