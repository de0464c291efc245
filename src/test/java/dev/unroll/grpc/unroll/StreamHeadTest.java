package dev.unroll.grpc.unroll;

import static dev.unroll.core.Faults.assertInvalid;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.unroll.inference.SmallEngine;
import dev.unroll.repository.Folders;
import dev.unroll.v1.Generation;
import dev.unroll.v1.ModelSelector;
import dev.unroll.v1.StreamManyToManyRequest;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the first message of a stream may say, and what the others. */
class StreamHeadTest {
  private static final String TAGGER = "lstm2_each";
  private static final String GENERATOR = "seq2seq_gru";
  private static final Generation GENERATION = Generation.newBuilder().setMaxSteps(3).build();

  @TempDir private static Path folder;
  private static SmallEngine engine;

  @BeforeAll
  static void load() throws Exception {
    Folders.zoo(folder, TAGGER);
    Folders.zoo(folder, GENERATOR);
    engine = SmallEngine.of(folder);
  }

  @AfterAll
  static void close() {
    engine.close();
  }

  private static StreamManyToManyRequest.Builder message() {
    return StreamManyToManyRequest.newBuilder();
  }

  private static StreamManyToManyRequest.Builder first(String model) {
    return message().setModel(Requests.model(model));
  }

  private static StreamHead head(StreamManyToManyRequest.Builder first, String model) {
    return StreamHead.of(first.build(), engine.model(model));
  }

  @Test
  void first_settlesWhatItSays() {
    var raw = head(first(TAGGER).setRaw(true), TAGGER);
    assertEquals(
        new StreamHead(Requests.model(TAGGER), Generation.getDefaultInstance(), true), raw);
    var generating = head(first(GENERATOR).setGeneration(GENERATION), GENERATOR);
    assertEquals(new StreamHead(Requests.model(GENERATOR), GENERATION, false), generating);
  }

  @Test
  void first_thatDoesNotGoWithItsModel_isInvalid() {
    assertInvalid(
        "raw",
        "is set, but model 'seq2seq_gru' generates text, which has no raw output",
        () -> head(first(GENERATOR).setRaw(true), GENERATOR));
    assertInvalid(
        "generation",
        "is set, but model 'lstm2_each' does not generate",
        () -> head(first(TAGGER).setGeneration(GENERATION), TAGGER));
  }

  @Test
  void later_mayRepeatTheModel_andSayNothingElse() {
    var head = head(first(TAGGER), TAGGER);
    assertDoesNotThrow(() -> head.check(message().build()));
    assertDoesNotThrow(() -> head.check(first(TAGGER).build()));
    var changes = "changes in the middle of the stream, which began with 'lstm2_each'";
    assertInvalid("model", changes, () -> head.check(first(GENERATOR).build()));
    var other = ModelSelector.newBuilder().setName(TAGGER).setVersion(1);
    assertInvalid("model", changes, () -> head.check(message().setModel(other).build()));
    var late = "is set in a later message; set it only in the first";
    assertInvalid(
        "generation", late, () -> head.check(message().setGeneration(GENERATION).build()));
    assertInvalid("raw", late, () -> head.check(message().setRaw(true).build()));
  }

  @Test
  void later_mayRepeatRaw() {
    var head = head(first(TAGGER).setRaw(true), TAGGER);
    assertDoesNotThrow(() -> head.check(message().setRaw(true).build()));
    assertDoesNotThrow(() -> head.check(message().build()));
  }
}
