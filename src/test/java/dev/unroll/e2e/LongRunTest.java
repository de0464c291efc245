package dev.unroll.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.unroll.grpc.unroll.Requests;
import dev.unroll.onnx.Loops;
import dev.unroll.repository.Folders;
import dev.unroll.v1.ManyToOneResponse;
import dev.unroll.v1.SequenceInferenceGrpc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs of a graph that cannot be cut, beside calls of another model. */
@Timeout(120)
class LongRunTest {
  @TempDir private Path models;

  @Test
  void longRunsOfTwoCalls_leaveALaneForOthers() throws Exception {
    // Some thousand steps are a second or so.
    var version = Files.createDirectories(models.resolve("long/1"));
    Loops.perStep(300).write(version, "model.onnx");
    Files.writeString(models.resolve("long/model.yaml"), "input: {tokens: {max_steps: 5000}}\n");
    Folders.zoo(models, "gru_last");
    try (var server = ServerHarness.start(models, "lanes", "2")) {
      var calls = new ArrayList<Future<ManyToOneResponse>>();
      for (int call = 0; call < 2; call++) {
        calls.add(
            SequenceInferenceGrpc.newFutureStub(server.channel())
                .manyToOne(Requests.manyToOne("long", Requests.sameIds(4000, 1))));
      }
      Await.until("both are there", () -> rows(server, "running") + rows(server, "ready") == 2);
      server.calls().manyToOne(Requests.manyToOne("gru_last", Requests.ids(1)));
      // The other call did not wait: the first long run still goes on, and the second waits for it.
      assertEquals(1, rows(server, "running"), 0.0);
      assertEquals(1, rows(server, "ready"), 0.0);
      for (var call : calls) {
        assertEquals(1_200_000, call.get().getOutputs(0).getVectors().getValues(0), 0.0);
      }
    }
  }

  private static double rows(ServerHarness server, String state) {
    return server.meter("unroll_rows", "\"long\"", state);
  }
}
