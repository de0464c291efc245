package dev.unroll.e2e;

import static dev.unroll.e2e.Refusals.assertRefused;
import static dev.unroll.openinference.OpenRequests.floats;
import static dev.unroll.openinference.OpenRequests.ids;
import static dev.unroll.openinference.OpenRequests.longs;
import static dev.unroll.openinference.OpenRequests.raw;
import static dev.unroll.openinference.OpenRequests.tensor;
import static dev.unroll.openinference.OpenRequests.truth;
import static dev.unroll.openinference.OpenRequests.whole;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import dev.unroll.plan.planner.ZooCase;
import dev.unroll.repository.Folders;
import dev.unroll.triton.InferParameter;
import dev.unroll.triton.ModelInferRequest;
import dev.unroll.triton.ModelInferRequest.InferRequestedOutputTensor;
import dev.unroll.triton.ModelInferResponse;
import dev.unroll.triton.ModelStatisticsRequest;
import io.grpc.Status.Code;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tensors in, tensors out: batches, lengths, and what does not fit. */
class OpenInferenceTest {
  private static final float TOLERANCE = 1e-4f;

  @TempDir private static Path models;
  private static ServerHarness server;

  @BeforeAll
  static void start() throws Exception {
    for (var zoo : ZooCase.singleGraphs().toList()) {
      Folders.zoo(models, zoo.name());
    }
    server = ServerHarness.start(models);
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  private static ModelInferResponse infer(ModelInferRequest.Builder request) {
    return server.triton().modelInfer(request.build());
  }

  @Test
  void everyExport_rawFromManyClients_givesTheFrameworksAnswers() throws Exception {
    var calls = new ArrayList<Clients.Call>();
    for (var zoo : ZooCase.singleGraphs().toList()) {
      for (var example : zoo.examples()) {
        calls.add(() -> {
          var response = infer(raw(zoo, example.input()).setId(zoo.name()));
          assertEquals(zoo.name(), response.getId());
          assertEquals("1", response.getModelVersion());
          for (int place = 0; place < example.outputs().size(); place++) {
            var expected = example.outputs().get(place);
            assertArrayEquals(expected, floats(response, place), TOLERANCE, zoo.name());
          }
        });
      }
    }
    Collections.shuffle(calls, new Random(1));
    Clients.run(16, calls);
  }

  @Test
  void paddedBatch_withLengths_givesEachRowWhatItGetsAlone() {
    var batch =
        ids("lstm2_each", 3, 4, 5L, 6L, 7L, 8L, 9L, 0L, 0L, 0L, 3L, 2L, 0L, 0L)
            .addInputs(tensor("lengths", "INT64", 3).setContents(longs(3L, 1L, 2L)));
    var output = infer(batch).getOutputs(0);
    assertEquals(List.of(3L, 4L, 5L), output.getShapeList());
    var values = output.getContents().getFp32ContentsList();
    var rows = List.of(new Long[] {5L, 6L, 7L}, new Long[] {9L}, new Long[] {3L, 2L});
    for (int row = 0; row < rows.size(); row++) {
      int steps = rows.get(row).length;
      var alone = infer(ids("lstm2_each", 1, steps, rows.get(row)));
      var expected = new ArrayList<>(alone.getOutputs(0).getContents().getFp32ContentsList());
      expected.addAll(Collections.nCopies((4 - steps) * 5, 0f));
      assertEquals(expected, values.subList(row * 20, row * 20 + 20), "row " + row);
    }
  }

  @Test
  void statesThatAClientKeeps_goOnWhereTheyWere() {
    var zoo = ZooCase.of("lstm_stateful");
    var example = zoo.examples().get(0);
    var whole = floats(infer(raw(zoo, example.input())), 0);
    var vectors = (dev.unroll.core.Sequence.Vectors) example.input();
    int width = vectors.width();
    var values = vectors.values();
    var first = java.util.Arrays.copyOf(values, 3 * width);
    var rest = java.util.Arrays.copyOfRange(values, 3 * width, values.length);
    var begun = infer(raw(zoo.name(), new dev.unroll.core.Sequence.Vectors(first, width), false));
    var request = raw(zoo.name(), new dev.unroll.core.Sequence.Vectors(rest, width), false);
    for (int state = 1; state <= 2; state++) {
      var told = begun.getOutputs(state);
      request
          .addInputs(
              tensor(told.getName().replace("_out", ""), "FP32").addAllShape(told.getShapeList()))
          .addRawInputContents(begun.getRawOutputContents(state));
    }
    var gone = floats(infer(request), 0);
    int before = whole.length - gone.length;
    assertArrayEquals(java.util.Arrays.copyOfRange(whole, before, whole.length), gone, TOLERANCE);
  }

  @Test
  void classification_givesTheLargestWithTheirIndexes() {
    var request =
        ids("gru_last", 1, 3, 1L, 2L, 3L)
            .addOutputs(
                InferRequestedOutputTensor.newBuilder()
                    .setName("output")
                    .putParameters("classification", whole(2)));
    var output = infer(request).getOutputs(0);
    assertEquals("BYTES", output.getDatatype());
    assertEquals(List.of(1L, 2L), output.getShapeList());
    var best = output.getContents().getBytesContents(0).toStringUtf8().split(":", -1);
    var all =
        infer(ids("gru_last", 1, 3, 1L, 2L, 3L)).getOutputs(0).getContents().getFp32ContentsList();
    assertEquals(Collections.max(all), all.get(Integer.parseInt(best[1])));
  }

  @Test
  void statistics_countRequestsAndRows() {
    var name = ModelStatisticsRequest.newBuilder().setName("gru_mean_pool").build();
    var before = server.triton().modelStatistics(name).getModelStats(0);
    infer(ids("gru_mean_pool", 2, 2, 1L, 2L, 3L, 4L));
    assertRefused(Code.INVALID_ARGUMENT, "-1", () -> infer(ids("gru_mean_pool", 1, 1, -1L)));
    var after = server.triton().modelStatistics(name).getModelStats(0);
    assertEquals(before.getInferenceCount() + 2, after.getInferenceCount());
    assertEquals(
        before.getInferenceStats().getSuccess().getCount() + 1,
        after.getInferenceStats().getSuccess().getCount());
    assertEquals(
        before.getInferenceStats().getFail().getCount() + 1,
        after.getInferenceStats().getFail().getCount());
    assertTrue(after.getExecutionCount() > before.getExecutionCount());
  }

  @Test
  void badTensors_areRefusedInTritonsWords() {
    assertBad(
        "unexpected inference input 'foo' for model 'gru_last'",
        ids("gru_last", 1, 1, 1L).addInputs(tensor("foo", "INT64", 1, 1)));
    assertBad(
        "expected 1 inputs but got 0 inputs for model 'gru_last'",
        ModelInferRequest.newBuilder().setModelName("gru_last"));
    assertBad(
        "data-type is 'FP32', but model 'gru_last' expects 'INT64'",
        ModelInferRequest.newBuilder()
            .setModelName("gru_last")
            .addInputs(tensor("input", "FP32", 1, 1)));
    assertBad("Expected [-1,-1], got [1,-2]", ids("gru_last", 1, -2));
    assertBad("unexpected number of elements 1", ids("gru_last", 1, 2, 1L));
    assertBad(
        "batch-size must be <= 1024",
        ModelInferRequest.newBuilder()
            .setModelName("gru_last")
            .addInputs(tensor("input", "INT64", 2000, 1)));
    var raw =
        ModelInferRequest.newBuilder()
            .setModelName("gru_last")
            .addInputs(tensor("input", "INT64", 1, 2))
            .addRawInputContents(ByteString.copyFrom(new byte[12]));
    assertBad("Expected 16, got 12", raw);
    raw.setRawInputContents(0, ByteString.copyFrom(new byte[16]));
    assertBad(
        "contents field must not be specified",
        raw.clone().setInputs(0, raw.getInputs(0).toBuilder().setContents(longs(1L, 2L))));
    assertBad(
        "expected number of raw_input_contents entries (2) to match inputs (1)",
        raw.clone().addRawInputContents(ByteString.EMPTY));
    assertBad(
        "unexpected inference output 'bar' requested for model 'gru_last'",
        ids("gru_last", 1, 1, 1L)
            .addOutputs(InferRequestedOutputTensor.newBuilder().setName("bar")));
    assertBad(
        "version should be an integral value > 0",
        ids("gru_last", 1, 1, 1L).setModelVersion("one"));
    assertRefused(
        Code.NOT_FOUND,
        "Request for unknown model: 'gru_lost' is not found",
        () -> infer(ids("gru_lost", 1, 1, 1L)));
    assertBad(
        "expected int64_param or string_param",
        ids("gru_last", 1, 1, 1L)
            .putParameters("sequence_id", InferParameter.newBuilder().setUint64Param(7).build()));
    assertRefused(
        Code.UNIMPLEMENTED,
        "shared memory is not supported",
        () ->
            infer(
                ModelInferRequest.newBuilder()
                    .setModelName("gru_last")
                    .addInputs(
                        tensor("input", "INT64", 1, 1)
                            .putParameters("shared_memory_region", whole(1)))));
  }

  private static void assertBad(String words, ModelInferRequest.Builder request) {
    assertRefused(Code.INVALID_ARGUMENT, words, () -> infer(request));
  }

  @Test
  void sequence_onAModelThatNeedsAllSteps_isRefusedWithItsPlan() {
    assertRefused(
        Code.FAILED_PRECONDITION,
        "its plan is staged",
        () ->
            infer(
                ids("bilstm_tagger", 1, 1, 1L)
                    .putParameters("sequence_id", whole(7))
                    .putParameters("sequence_start", truth(true))));
  }
}
