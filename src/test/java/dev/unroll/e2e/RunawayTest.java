package dev.unroll.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.unroll.grpc.unroll.Requests;
import dev.unroll.onnx.LargeTensors;
import dev.unroll.onnx.Loops;
import dev.unroll.repository.Folders;
import dev.unroll.v1.ManyToOneResponse;
import dev.unroll.v1.SequenceInferenceGrpc;
import io.grpc.Status.Code;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A graph that runs as long as its input says. */
@Timeout(120)
class RunawayTest {
  private static final long ENDLESS = 1L << 60;

  /** A product of two square matrices of so many rows takes seconds. */
  private static final long PRODUCT_SIZE = 4_000;

  @TempDir private Path models;

  private void addModels() throws Exception {
    Loops.counting().write(Files.createDirectories(models.resolve("counting/1")), "model.onnx");
    Folders.zoo(models, "gru_last");
  }

  @Test
  void endlessCalls_areEnded_andOthersAreAnswered() throws Exception {
    addModels();
    try (var server = ServerHarness.start(models, "lanes", "2", "max-run", "500ms")) {
      assertEquals(7, count(server, 7));
      var calls = new ArrayList<Future<ManyToOneResponse>>();
      for (int call = 0; call < 4; call++) {
        calls.add(begin(server, ENDLESS));
      }
      var other = Requests.manyToOne("gru_last", Requests.ids(1));
      assertEquals(1, server.calls().manyToOne(other).getOutputsCount());
      for (var call : calls) {
        assertRefused(Code.RESOURCE_EXHAUSTED, "was ended after 0.500 seconds", call);
      }
      assertEquals(4, server.meter("unroll_runs_terminated_total", "counting", "overran"), 0.0);
      assertEquals(7, count(server, 7));
      assertEquals("SERVING", server.health("unroll/live"));
      assertEquals(200, server.get("/livez").statusCode());
    }
  }

  @Test
  void endlessCall_thatIsCancelled_freesItsLane() throws Exception {
    addModels();
    try (var server = ServerHarness.start(models, "lanes", "1", "max-run", "1h")) {
      var call = begin(server, ENDLESS);
      Await.until("it runs", () -> server.meter("unroll_rows", "counting", "running") == 1);
      call.cancel(true);
      assertEquals(7, count(server, 7));
      assertEquals(1, server.meter("unroll_runs_terminated_total", "counting", "left"), 0.0);
    }
  }

  @Test
  void stop_whileAnEndlessCallRuns_ends() throws Exception {
    addModels();
    try (var server =
        ServerHarness.start(models, "lanes", "1", "max-run", "1h", "grace", "100ms")) {
      var call = begin(server, ENDLESS);
      Await.until("it runs", () -> server.meter("unroll_rows", "counting", "running") == 1);
      server.stop();
      assertThrows(ExecutionException.class, call::get);
    }
  }

  /** A single node that does not end cannot be ended. */
  @Test
  void lane_whoseRunDoesNotReact_failsBothProbes_untilItDoes() throws Exception {
    LargeTensors.products().write(Files.createDirectories(models.resolve("deaf/1")), "model.onnx");
    try (var server = ServerHarness.start(models, "lanes", "1", "max-run", "200ms")) {
      assertEquals("SERVING", server.health("unroll/live"));
      var call =
          SequenceInferenceGrpc.newFutureStub(server.channel())
              .manyToOne(Requests.manyToOne("deaf", Requests.ids(PRODUCT_SIZE)));
      Await.until("/livez fails", () -> server.get("/livez").statusCode() == 503);
      Await.until("so does health", () -> server.health("unroll/live").equals("NOT_SERVING"));
      assertRefused(Code.RESOURCE_EXHAUSTED, "was ended after", call);
      Await.until("/livez recovers", () -> server.get("/livez").statusCode() == 200);
      Await.until("so does health", () -> server.health("unroll/live").equals("SERVING"));
      Await.until("no row is left", () -> server.meter("unroll_rows") == 0);
      Await.until("no call is open", () -> server.meter("unroll_open_calls") == 0);
    }
  }

  private static Future<ManyToOneResponse> begin(ServerHarness server, long id) {
    return SequenceInferenceGrpc.newFutureStub(server.channel())
        .manyToOne(Requests.manyToOne("counting", Requests.ids(id)));
  }

  private static void assertRefused(Code code, String part, Future<?> call) {
    Refusals.assertRefused(
        code,
        part,
        () -> {
          try {
            call.get();
          } catch (ExecutionException e) {
            throw e.getCause();
          }
        });
  }

  private static float count(ServerHarness server, long id) {
    var answer = server.calls().manyToOne(Requests.manyToOne("counting", Requests.ids(id)));
    return answer.getOutputs(0).getVectors().getValues(0);
  }
}
