package dev.unroll.openinference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.Fault;
import dev.unroll.core.LogLines;
import dev.unroll.grpc.FaultTable;
import dev.unroll.grpc.HandObserver;
import dev.unroll.grpc.OpenStreams;
import dev.unroll.triton.ModelStreamInferResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InferStreamTest {
  private final Fault idle = Fault.aborted("idle");
  private final Fault stopped = Fault.unavailable("stopped");

  @TempDir private Path folder;

  private final HandObserver<ModelStreamInferResponse> observer = new HandObserver<>();

  private InferStream open(OpenDesk desk, boolean hasPlainErrors) {
    return InferStream.open(
        desk.inferenceRequests,
        new StreamMeter(desk.modelLookup, desk.engine.meter, desk.engine.ticker),
        desk.engine.ticker,
        new OpenStreams(10, 10, Duration.ZERO, desk.engine.ticker, desk.engine.meter),
        observer,
        hasPlainErrors);
  }

  private OpenDesk desk() throws Exception {
    return new OpenDesk(folder, 10, 10);
  }

  @Test
  void answerThatCannotBeSent_isNoSecondEndOfItsRequest() throws Exception {
    try (var desk = desk()) {
      var stream = open(desk, false);
      stream.onNext(OpenDesk.inSequence(1, true));
      observer.beforeNext(() -> {
        throw new IllegalStateException("broken pipe");
      });
      desk.engine.lane.stepToTheEnd();
      assertEquals(List.of("opened", "finished OK", "first step"), desk.engine.meter.lines());
      stream.onNext(OpenDesk.inSequence(1, false));
      desk.engine.lane.stepToTheEnd();
      assertEquals(List.of("message"), observer.told());
    }
  }

  @Test
  void twoRequestsThatFail_withPlainErrors_endTheStreamOnce() throws Exception {
    try (var desk = desk()) {
      var stream = open(desk, true);
      stream.onNext(OpenDesk.request(1L));
      stream.onNext(OpenDesk.request(-1L));
      stream.onNext(OpenDesk.request(-1L));
      desk.engine.lane.stepToTheEnd();
      assertEquals(List.of("message", "INVALID_ARGUMENT"), observer.told());
    }
  }

  @Test
  void requestThatBreaksTheServer_isLoggedOnce_withPlainErrorsToo() throws Exception {
    try (var desk = desk();
        var log = LogLines.of(FaultTable.class, Level.SEVERE)) {
      var stream = open(desk, true);
      // The stream asks when the request has come, then its place in the order; then it begins.
      desk.engine.ticker.whenAsked(
          3,
          () -> {
            throw new IllegalStateException("it broke");
          });
      stream.onNext(OpenDesk.request(1L));
      assertEquals(List.of("INTERNAL"), observer.told());
      assertEquals(1, log.all().size(), log.all().toString());
    }
  }

  @Test
  void idleStream_isEndedOnce_andTakesNothingMore() throws Exception {
    try (var desk = desk()) {
      var stream = open(desk, false);
      long since = desk.engine.ticker.nanos();
      assertTrue(stream.endIfIdleSince(since, idle));
      assertFalse(stream.endIfIdleSince(since, idle));
      stream.end(stopped);
      stream.onNext(OpenDesk.request(1L));
      desk.engine.lane.stepToTheEnd();
      assertEquals(List.of("ABORTED"), observer.told());
      assertEquals(List.of(), desk.engine.meter.lines());
    }
  }

  @Test
  void streamAtWork_isNotIdle_unlessItsClientDoesNotRead() throws Exception {
    try (var desk = desk()) {
      var stream = open(desk, false);
      stream.onNext(OpenDesk.request(1L));
      assertFalse(stream.endIfIdleSince(desk.engine.ticker.nanos(), idle));
      observer.setReady(false);
      assertTrue(stream.endIfIdleSince(desk.engine.ticker.nanos(), idle));
      desk.engine.lane.stepToTheEnd();
      assertEquals(List.of("ABORTED"), observer.told());
    }
  }
}
