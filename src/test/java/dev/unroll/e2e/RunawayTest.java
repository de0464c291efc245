package dev.unroll.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.unroll.grpc.unroll.Requests;
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
