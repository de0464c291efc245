package dev.unroll.e2e;

import static dev.unroll.e2e.Refusals.assertInvalid;
import static dev.unroll.grpc.unroll.Requests.ids;
import static dev.unroll.grpc.unroll.Requests.manyToMany;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.unroll.repository.Folders;
import dev.unroll.v1.Generation;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How to generate, said wrongly. */
class BadGenerationTest {
  @TempDir private static Path models;
  private static ServerHarness server;

  @BeforeAll
  static void start() throws Exception {
    Folders.zoo(models, "seq2seq_gru");
    Folders.zoo(models, "lstm2_each");
    server = ServerHarness.start(models);
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  @Test
  void maxSteps_overTheModels_isInvalid() {
    assertEquals(1, generate(valid().setMaxSteps(1)));
    assertRefused("generation.max_steps", "is 129; allowed is 1 to 128", valid().setMaxSteps(129));
    assertRefused("generation.max_steps", "is 4294967295", valid().setMaxSteps(-1));
  }

  @Test
  void temperature_notANumberFromZero_isInvalid() {
    assertRefused("generation.temperature", "is NaN", valid().setTemperature(Float.NaN));
    assertRefused("generation.temperature", "is -0.5", valid().setTemperature(-0.5f));
    assertRefused(
        "generation.temperature", "is Infinity", valid().setTemperature(Float.POSITIVE_INFINITY));
  }

  @Test
  void topP_notAShare_isInvalid() {
    assertRefused("generation.top_p", "is 2.0", valid().setTopP(2));
    assertRefused("generation.top_p", "is 0.0", valid().setTopP(0));
    assertRefused("generation.top_p", "is NaN", valid().setTopP(Float.NaN));
  }

  @Test
  void startId_missingOrUnknown_isInvalid() {
    assertRefused("generation.start_id", "is missing", valid().clearStartId());
    assertRefused("generation.start_id", "is -1", valid().setStartId(-1));
    assertRefused("generation.start_id", "is 1000000", valid().setStartId(1_000_000));
  }

  @Test
  void stopId_unknown_isInvalid() {
    assertRefused(
        "generation.stop_ids[1]", "is 1000000", valid().addStopIds(2).addStopIds(1_000_000));
  }

  @Test
  void beamWidth_outsideItsBounds_isInvalid() {
    assertEquals(128, generate(valid().setBeamWidth(32)));
    assertRefused("generation.beam_width", "is 0; allowed is 1 to 32", valid().setBeamWidth(0));
    assertRefused("generation.beam_width", "is 33", valid().setBeamWidth(33));
    assertRefused("generation.beam_width", "is 4294967295", valid().setBeamWidth(-1));
  }

  @Test
  void best_moreThanBeams_isInvalid() {
    assertRefused("generation.n_best", "is 0", valid().setBeamWidth(4).setNBest(0));
    assertRefused(
        "generation.n_best",
        "is 5; allowed is 1 to beam_width, 4",
        valid().setBeamWidth(4).setNBest(5));
    assertRefused("generation.n_best", "allowed is 1 to beam_width, 1", valid().setNBest(2));
  }

  @Test
  void lengthPenalty_outsideItsBounds_isInvalid() {
    var beams = valid().setBeamWidth(2);
    assertRefused("generation.length_penalty", "is -1.0; allowed is 0", beams.setLengthPenalty(-1));
    assertRefused("generation.length_penalty", "is 11.0", beams.setLengthPenalty(11));
    assertRefused("generation.length_penalty", "is NaN", beams.setLengthPenalty(Float.NaN));
  }

  @Test
  void beams_besideDrawing_areAContradiction() {
    var part = "allowed with a beam_width of 3 is ";
    assertRefused(
        "generation.temperature",
        "is 0.5; " + part + "0",
        valid().setBeamWidth(3).setTemperature(0.5f));
    assertRefused("generation.top_k", "is 9; " + part + "0", valid().setBeamWidth(3).setTopK(9));
    assertRefused(
        "generation.top_p", "is 0.5; " + part + "1", valid().setBeamWidth(3).setTopP(0.5f));
    var harmless = valid().setTemperature(0).setTopK(0).setTopP(1).setMaxSteps(1);
    assertEquals(1, generate(harmless.setBeamWidth(3)));
    assertEquals(1, generate(valid().setBeamWidth(1).setTemperature(0.5f).setMaxSteps(1)));
  }

  @Test
  void settingsThatTheModelHasNoUseFor_areInvalid() {
    assertInvalid(
        "generation",
        "does not generate",
        () ->
            server
                .calls()
                .manyToMany(
                    manyToMany("lstm2_each", ids(1)).toBuilder().setGeneration(valid()).build()));
    assertInvalid(
        "raw",
        "has no raw output",
        () ->
            server
                .calls()
                .manyToMany(manyToMany("seq2seq_gru", ids(1)).toBuilder().setRaw(true).build()));
  }

  private static void assertRefused(String field, String part, Generation.Builder generation) {
    assertInvalid(field, part, () -> generate(generation));
  }

  private static Generation.Builder valid() {
    return Generation.newBuilder().setStartId(1);
  }

  private static int generate(Generation.Builder generation) {
    return server
        .calls()
        .manyToMany(
            manyToMany("seq2seq_gru", ids(26)).toBuilder().setGeneration(generation).build())
        .getGenerated()
        .getTokenIdsCount();
  }
}
