package dev.unroll.e2e;

import static dev.unroll.e2e.Refusals.assertRefused;
import static dev.unroll.grpc.unroll.Requests.ids;
import static dev.unroll.grpc.unroll.Requests.manyToOne;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.grpc.unroll.Requests;
import dev.unroll.repository.Folders;
import dev.unroll.v1.ManyToOneResponse;
import dev.unroll.v1.SequenceInferenceGrpc;
import dev.unroll.v1.SequenceInferenceGrpc.SequenceInferenceFutureStub;
import io.grpc.Deadline;
import io.grpc.Status;
import io.grpc.Status.Code;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calls that end before their answer: nothing more is computed for them, and nothing is kept. */
class DeadlineAndCancelTest {
  /** One lane takes seconds for so many of the longest sequences, one a slice. */
  private static final int CALLS = 1000;

  private static final int STEPS = 4096;

  @TempDir private Path models;
  private ServerHarness server;

  @BeforeEach
  void start() throws Exception {
    Folders.zoo(models, "gru_last", "m", 1);
    server = ServerHarness.start(models, "lanes", "1");
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  @Test
  void deadline_pastOrOfANanosecond_isExceeded() {
    for (long nanos : new long[] {-1_000_000_000, 0, 1}) {
      assertRefused(
          Code.DEADLINE_EXCEEDED, "", () -> ask(Deadline.after(nanos, TimeUnit.NANOSECONDS)));
    }
  }

  @Test
  void deadline_ofYears_isNoHurry() {
    assertTrue(ask(Deadline.after(3650, TimeUnit.DAYS)).getOutputsCount() > 0);
    assertTrue(ask(Deadline.after(Long.MAX_VALUE, TimeUnit.NANOSECONDS)).getOutputsCount() > 0);
  }

  @Test
  void deadline_thatCannotBeMet_isRefusedAtOnceOrExceeded_andNothingIsComputed() throws Exception {
    var calls =
        send(
            SequenceInferenceGrpc.newFutureStub(server.channel())
                .withDeadlineAfter(300, TimeUnit.MILLISECONDS));
    int late = 0;
    for (var call : calls) {
      try {
        call.get();
      } catch (ExecutionException e) {
        var code = Status.fromThrowable(e).getCode();
        assertTrue(code == Code.DEADLINE_EXCEEDED || code == Code.RESOURCE_EXHAUSTED, code.name());
        late++;
      }
    }
    assertTrue(late > 0);
    assertAllGone();
    assertTrue(steps("useful") + steps("lost") < (double) CALLS * STEPS);
    assertEquals(0, ended("INTERNAL"));
  }

  @Test
  void client_thatLeaves_takesItsRowsWithIt() throws Exception {
    var calls = send(SequenceInferenceGrpc.newFutureStub(server.channel()));
    Await.until(
        "all have come", () -> server.meter("unroll_rows", "model=\"m\"") + ended("OK") >= CALLS);
    calls.forEach(call -> call.cancel(true));
    Await.until("all are counted", () -> ended("CANCELLED") + ended("OK") == CALLS);
    assertTrue(ended("CANCELLED") > 0);
    assertAllGone();
    assertTrue(steps("useful") + steps("lost") < (double) CALLS * STEPS);
    // Nothing but the slice that ran when they left was computed for nobody.
    assertTrue(steps("lost") < 100_000, "lost " + steps("lost"));

    // Nobody holds the model for them any more.
    Folders.delete(models.resolve("m"));
    server.reload();
    Await.until(
        "the model is freed", () -> server.meter("unroll_model_versions", "model=\"m\"") == 0);
  }

  private static List<Future<ManyToOneResponse>> send(SequenceInferenceFutureStub stub) {
    var calls = new ArrayList<Future<ManyToOneResponse>>();
    var request = manyToOne("m", Requests.sameIds(STEPS, 1));
    for (int call = 0; call < CALLS; call++) {
      calls.add(stub.manyToOne(request));
    }
    return calls;
  }

  private ManyToOneResponse ask(Deadline deadline) {
    return server.calls().withDeadline(deadline).manyToOne(manyToOne("m", ids(1)));
  }

  private void assertAllGone() {
    Await.until("no row is left", () -> server.meter("unroll_rows", "model=\"m\"") == 0);
  }

  private double steps(String kind) {
    return server.meter("unroll_steps_total", "model=\"m\"", "kind=\"" + kind + "\"");
  }

  private double ended(String code) {
    return server.meter("unroll_requests_seconds_count", "model=\"m\"", "code=\"" + code + "\"");
  }
}
