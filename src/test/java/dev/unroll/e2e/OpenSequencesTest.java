package dev.unroll.e2e;

import static dev.unroll.e2e.Refusals.assertRefused;
import static dev.unroll.openinference.OpenRequests.floats;
import static dev.unroll.openinference.OpenRequests.raw;
import static dev.unroll.openinference.OpenRequests.truth;
import static dev.unroll.openinference.OpenRequests.whole;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.Sequence;
import dev.unroll.plan.planner.ZooCase;
import dev.unroll.repository.Folders;
import dev.unroll.triton.GRPCInferenceServiceGrpc;
import dev.unroll.triton.ModelInferRequest;
import dev.unroll.triton.ModelInferResponse;
import dev.unroll.triton.ModelStreamInferResponse;
import dev.unroll.triton.RepositoryModelUnloadRequest;
import io.grpc.Status.Code;
import io.grpc.stub.StreamObserver;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sequences whose state stays on the server, and streams of requests. */
class OpenSequencesTest {
  private static final String MODEL = "lstm_stateful";
  private static final float TOLERANCE = 1e-5f;

  @TempDir private Path models;

  private ServerHarness serve(String... settings) throws Exception {
    Folders.zoo(models, MODEL);
    Folders.zoo(models, "gru_last");
    return ServerHarness.start(models, settings);
  }

  private static ModelInferRequest.Builder steps(
      Sequence.Vectors all, int from, int to, long id, boolean end) {
    int width = all.width();
    var part = Arrays.copyOfRange(all.values(), from * width, to * width);
    return raw(MODEL, new Sequence.Vectors(part, width), false)
        .setId(from + "-" + to)
        .putParameters("sequence_id", whole(id))
        .putParameters("sequence_start", truth(from == 0))
        .putParameters("sequence_end", truth(end));
  }

  private static ModelInferResponse infer(ServerHarness server, ModelInferRequest.Builder request) {
    return server.triton().modelInfer(request.build());
  }

  private static float[] joined(List<ModelInferResponse> responses) {
    var all = new ArrayList<Float>();
    responses.forEach(response -> {
      for (float value : floats(response, 0)) {
        all.add(value);
      }
    });
    var values = new float[all.size()];
    for (int index = 0; index < values.length; index++) {
      values[index] = all.get(index);
    }
    return values;
  }

  /** The law: however sequences are cut and mixed, each gives what it gives whole. */
  @Test
  void sequencesOfManyClients_cutAnywhere_giveWhatEachGivesWhole() throws Exception {
    try (var server = serve()) {
      var calls = new ArrayList<Clients.Call>();
      var examples = ZooCase.of(MODEL).examples();
      for (int number = 0; number < 48; number++) {
        long id = number + 1L;
        var random = new Random(id);
        var input = (Sequence.Vectors) examples.get(number % examples.size()).input();
        var expected = floats(infer(server, raw(MODEL, input, false)), 0);
        calls.add(() -> {
          var answers = new ArrayList<ModelInferResponse>();
          for (int from = 0; from < input.steps(); ) {
            int to = Math.min(input.steps(), from + 1 + random.nextInt(3));
            answers.add(infer(server, steps(input, from, to, id, to == input.steps())));
            from = to;
          }
          assertArrayEquals(expected, joined(answers), TOLERANCE);
        });
      }
      Clients.run(16, calls);
      Await.until("no sequence is kept", () -> server.meter("unroll_sequences", MODEL) == 0);
      Await.until("no row is left", () -> server.meter("unroll_rows", MODEL) == 0);
    }
  }

  @Test
  void untimedOutput_ofASequence_isGivenAsTheStepsSoFarLeftIt() throws Exception {
    try (var server = serve()) {
      var first = ids(1L, 2L).putParameters("sequence_start", truth(true));
      infer(server, first);
      var second = infer(server, ids(3L));
      var whole = infer(server, raw("gru_last", new Sequence.Ids(new long[] {1, 2, 3}), false));
      assertArrayEquals(floats(whole, 0), floats(second, 0), TOLERANCE);
    }
  }

  private static ModelInferRequest.Builder ids(Long... ids) {
    var sequence = new Sequence.Ids(Arrays.stream(ids).mapToLong(Long::longValue).toArray());
    return raw("gru_last", sequence, false).putParameters("sequence_id", whole(9));
  }

  @Test
  void startOnALiveId_beginsAnew_andEndForgets() throws Exception {
    try (var server = serve()) {
      var input = (Sequence.Vectors) ZooCase.of(MODEL).examples().get(0).input();
      var begun = floats(infer(server, steps(input, 0, 3, 5, false)), 0);
      assertArrayEquals(begun, floats(infer(server, steps(input, 0, 3, 5, true)), 0));
      assertRefused(
          Code.INVALID_ARGUMENT,
          "inference request for sequence 5 to model 'lstm_stateful' must specify the START flag on"
              + " the first request of the sequence",
          () -> infer(server, steps(input, 3, 4, 5, false)));
    }
  }

  @Test
  void idleSequence_isForgotten_andThePlaceIsFree() throws Exception {
    try (var server = serve("max-sequences", "1", "sequence-idle-timeout", "200ms")) {
      var input = (Sequence.Vectors) ZooCase.of(MODEL).examples().get(0).input();
      infer(server, steps(input, 0, 1, 5, false));
      Await.until("it is forgotten", () -> server.meter("unroll_sequences_timed_out_total") == 1);
      assertRefused(
          Code.INVALID_ARGUMENT,
          "must specify the START flag",
          () -> infer(server, steps(input, 1, 2, 5, false)));
      Await.until("its place is free", () -> server.meter("unroll_sequences", MODEL) == 0);
      infer(server, steps(input, 0, 1, 6, true));
    }
  }

  @Test
  void tooManySequences_areRefused_andThoseThereAreGoOn() throws Exception {
    try (var server = serve("max-sequences", "1")) {
      var input = (Sequence.Vectors) ZooCase.of(MODEL).examples().get(0).input();
      infer(server, steps(input, 0, 1, 5, false));
      assertRefused(
          Code.RESOURCE_EXHAUSTED,
          "the server holds 1 sequences",
          () -> infer(server, steps(input, 0, 1, 6, false)));
      infer(server, steps(input, 1, 2, 5, true));
      assertEquals(1, server.meter("unroll_rejected_total", "sequences"));
    }
  }

  @Test
  void unload_endsTheModelsSequences() throws Exception {
    try (var server = serve()) {
      var input = (Sequence.Vectors) ZooCase.of(MODEL).examples().get(0).input();
      infer(server, steps(input, 0, 1, 5, false));
      var unused =
          server
              .triton()
              .repositoryModelUnload(
                  RepositoryModelUnloadRequest.newBuilder().setModelName(MODEL).build());
      Await.until("nothing is kept", () -> server.meter("unroll_sequences", MODEL) == 0);
      assertRefused(
          Code.UNAVAILABLE, "unloaded", () -> infer(server, steps(input, 1, 2, 5, false)));
    }
  }

  @Test
  void stream_answersInOrder_andGoesOnAfterABadRequest() throws Exception {
    try (var server = serve()) {
      var input = (Sequence.Vectors) ZooCase.of(MODEL).examples().get(0).input();
      BlockingQueue<Object> got = new LinkedBlockingQueue<>();
      var stream = GRPCInferenceServiceGrpc.newStub(server.channel()).modelStreamInfer(into(got));
      // Bad from the first on.
      stream.onNext(steps(input, 1, 2, 77, false).setId("bad").build());
      var expected = new ArrayList<String>();
      for (int step = 0; step < input.steps(); step++) {
        stream.onNext(steps(input, step, step + 1, 7, step + 1 == input.steps()).build());
        expected.add(step + "-" + (step + 1));
      }
      stream.onCompleted();
      var bad = (ModelStreamInferResponse) got.poll(10, TimeUnit.SECONDS);
      assertTrue(bad.getErrorMessage().contains("START flag"), bad::toString);
      assertEquals("bad", bad.getInferResponse().getId());
      var answers = new ArrayList<ModelInferResponse>();
      for (var id : expected) {
        var item = (ModelStreamInferResponse) got.poll(10, TimeUnit.SECONDS);
        assertEquals("", item.getErrorMessage());
        assertEquals(id, item.getInferResponse().getId());
        assertTrue(
            item.getInferResponse().getParametersOrThrow("triton_final_response").getBoolParam());
        answers.add(item.getInferResponse());
      }
      assertEquals("end", got.poll(10, TimeUnit.SECONDS));
      var whole = floats(infer(server, raw(MODEL, input, false)), 0);
      assertArrayEquals(whole, joined(answers), TOLERANCE);
      assertFalse(
          server.meter("unroll_requests_seconds_count", "ModelStreamInfer/request", "OK") == 0);
    }
  }

  private static StreamObserver<ModelStreamInferResponse> into(BlockingQueue<Object> got) {
    return new StreamObserver<>() {
      @Override
      public void onNext(ModelStreamInferResponse response) {
        got.add(response);
      }

      @Override
      public void onError(Throwable thrown) {
        got.add(thrown);
      }

      @Override
      public void onCompleted() {
        got.add("end");
      }
    };
  }
}
