package dev.unroll.e2e;

import static dev.unroll.e2e.Refusals.assertRefused;
import static dev.unroll.grpc.unroll.Requests.ids;
import static dev.unroll.grpc.unroll.Requests.manyToOne;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.unroll.core.LogLines;
import dev.unroll.grpc.FaultTable;
import dev.unroll.repository.Folders;
import io.grpc.Status.Code;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A row that makes its graph fail inside ONNX Runtime. */
class FailingRowTest {
  private static final int CLIENTS = 16;
  private static final int CALLS = 400;
  private static final long UNKNOWN_ID = 1_000_000;

  @TempDir private Path models;

  @Test
  void row_thatFails_failsAloneAndNamesTheModel() throws Exception {
    HiddenEmbedding.hide(Folders.zoo(models, "gru_last", "hidden", 1).resolve("1/model.onnx"));
    // One lane, so that rows gather, and good ones mostly share slices with bad ones.
    try (var log = LogLines.of(FaultTable.class, Level.SEVERE);
        var server = ServerHarness.start(models, "lanes", "1")) {
      assertEquals(0, server.describe("hidden").getVocabularySize());
      var expected = server.calls().manyToOne(manyToOne("hidden", ids(1, 2, 3))).getOutputsList();
      var calls = new ArrayList<Clients.Call>();
      for (int call = 0; call < CALLS; call++) {
        calls.add(
            call % 4 == 0
                ? () ->
                    assertRefused(
                        Code.INTERNAL,
                        "model hidden/1 failed",
                        () -> server.calls().manyToOne(manyToOne("hidden", ids(1, UNKNOWN_ID, 3))))
                : () ->
                    assertEquals(
                        expected,
                        server
                            .calls()
                            .manyToOne(manyToOne("hidden", ids(1, 2, 3)))
                            .getOutputsList()));
      }
      Clients.run(CLIENTS, calls);
      assertEquals(
          CALLS / 4, server.meter("unroll_requests_seconds_count", "hidden", "code=\"INTERNAL\""));
      assertEquals(CALLS / 4, log.all().size());
      // A row leaves just after its answer has.
      Await.until("the rows leave", () -> server.meter("unroll_rows", "hidden") == 0);
      assertEquals(200, server.get("/livez").statusCode());
    }
  }
}
