package dev.unroll.e2e;

import static dev.unroll.e2e.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.grpc.unroll.Requests;
import dev.unroll.repository.Folders;
import dev.unroll.v1.StopReason;
import io.grpc.Status.Code;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a stopping server waits for. */
class DrainTest {
  private static final Duration GRACE = Duration.ofMinutes(1);

  @TempDir private Path models;

  @Test
  void stop_withAWatcherOfHealth_doesNotWaitForIt() throws Exception {
    Folders.zoo(models, "lstm2_each");
    try (var server = ServerHarness.start(models, "grace", GRACE.toSeconds() + "s")) {
      var watch = HealthWatch.open(server.channel());
      watch.await("SERVING");
      long start = System.nanoTime();
      server.stop();
      assertTrue(System.nanoTime() - start < GRACE.toNanos());
      watch.await("NOT_SERVING");
    }
  }

  @Test
  void stop_withACallInFlight_letsItFinish() throws Throwable {
    Folders.zoo(models, "lstm2_each");
    try (var server = ServerHarness.start(models)) {
      var stream = StreamClient.open(server, "lstm2_each", Requests.ids(1));
      Await.until("the stream is open", () -> server.meter("unroll_streams") == 1);
      var stopping = new Thread(server::stop);
      stopping.start();
      Await.until("it stops", () -> server.get("/readyz").statusCode() == 503);
      var answers = stream.send(Requests.ids(2)).finish();
      assertEquals(StopReason.STOP_REASON_ALIGNED, LiveAnswers.end(answers).getReason());
      stopping.join();
    }
  }

  @Test
  void stop_withAnIdleStream_doesNotWaitForTheWholeGrace() throws Throwable {
    Folders.zoo(models, "lstm2_each");
    try (var server = ServerHarness.start(models, "grace", GRACE.toSeconds() + "s")) {
      // Of one that has begun, and of one that never has.
      var begun = StreamClient.open(server, "lstm2_each", Requests.ids(1));
      begun.next();
      var silent = StreamClient.open(server);
      Await.until("both are idle", () -> server.meter("unroll_rows", "idle") == 1);
      long start = System.nanoTime();
      server.stop();
      assertTrue(System.nanoTime() - start < GRACE.toNanos());
      assertRefused(Code.UNAVAILABLE, "the stream was idle", begun::answers);
      assertRefused(Code.UNAVAILABLE, "the stream was idle", silent::answers);
    }
  }

  @Test
  void stop_withACallThatOutstaysTheGrace_endsIt() throws Exception {
    Folders.zoo(models, "lstm2_each");
    try (var server = ServerHarness.start(models, "grace", "100ms")) {
      var stream = StreamClient.open(server, "lstm2_each", Requests.ids(1));
      Await.until("the stream is open", () -> server.meter("unroll_streams") == 1);
      server.stop();
      assertRefused(Code.UNAVAILABLE, "", stream::answers);
    }
  }
}
