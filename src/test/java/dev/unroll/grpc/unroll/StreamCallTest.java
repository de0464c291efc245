package dev.unroll.grpc.unroll;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.Fault;
import dev.unroll.grpc.HandObserver;
import dev.unroll.grpc.OpenStreams;
import dev.unroll.grpc.ResponseSender;
import dev.unroll.inference.SmallEngine;
import dev.unroll.repository.Folders;
import dev.unroll.schedule.HookedTicker;
import dev.unroll.v1.StreamManyToManyRequest;
import dev.unroll.v1.StreamManyToManyResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What else may happen to a stream while it takes a message. */
class StreamCallTest {
  private static final String MODEL = "lstm2_each";
  private final Fault idle = Fault.aborted("idle");
  private final Fault stopped = Fault.unavailable("stopped");

  /** Of a first message: the turn begins, the row does. */
  private static final int ITS_ROW_BEGINS = 2;

  @TempDir private Path folder;

  private final HandObserver<StreamManyToManyResponse> observer = new HandObserver<>();
  private SmallEngine engine;
  private HookedTicker ticker;
  private StreamCall stream;

  @BeforeEach
  void open() throws Exception {
    Folders.zoo(folder, MODEL);
    engine = SmallEngine.of(folder);
    ticker = engine.ticker;
    stream =
        StreamCall.open(
            engine.inference,
            engine.meter,
            new OpenStreams(10, 10, Duration.ZERO, ticker, engine.meter),
            new ResponseSender<>(observer));
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private static StreamManyToManyRequest message(boolean withSteps) {
    var message = StreamManyToManyRequest.newBuilder().setModel(Requests.model(MODEL));
    return (withSteps ? message.setInput(Requests.ids(1)) : message).build();
  }

  @Test
  void streamThatIsEndedWhileItsRowBegins_ends() {
    ticker.whenAsked(ITS_ROW_BEGINS, () -> stream.end(stopped));
    stream.onNext(message(true));
    assertTrue(ticker.hasRunTheHook());
    engine.lane.stepToTheEnd();
    assertEquals(List.of("UNAVAILABLE"), observer.told());
  }

  @Test
  void streamThatIsEndedBetweenMessages_endsOnce() {
    stream.onNext(message(false));
    stream.end(stopped);
    stream.end(idle);
    stream.onNext(message(true));
    assertEquals(List.of("UNAVAILABLE"), observer.told());
  }

  @Test
  void streamAtWork_isNotIdle() {
    ticker.whenAsked(
        ITS_ROW_BEGINS, () -> assertFalse(stream.endIfIdleSince(ticker.nanos(), idle)));
    stream.onNext(message(true));
    engine.lane.stepToTheEnd();
    assertEquals(List.of("message"), observer.told());
  }

  @Test
  void liveStream_isIdleWhenAllIsAnswered_andEndsOnce() {
    stream.onNext(message(true));
    assertFalse(stream.endIfIdleSince(ticker.nanos(), idle));
    engine.lane.stepToTheEnd();
    assertFalse(stream.endIfIdleSince(ticker.nanos() - 1, idle));
    assertTrue(stream.endIfIdleSince(ticker.nanos(), idle));
    assertFalse(stream.endIfIdleSince(ticker.nanos(), idle));
    stream.end(stopped);
    stream.onNext(message(true));
    engine.lane.stepToTheEnd();
    assertEquals(List.of("message", "ABORTED"), observer.told());
  }

  @Test
  void clientThatHasJustStoppedReading_isNotIdleYet() {
    stream.onNext(message(true));
    ticker.advanceMillis(10_000);
    long since = ticker.nanos() - 1;
    observer.setReady(false);
    // Once before the row is put aside, once after.
    var ended = new ArrayList<Boolean>();
    observer.whenAskedForReady(2, () -> ended.add(stream.endIfIdleSince(since, idle)));
    engine.lane.stepToTheEnd();
    assertEquals(List.of(false), ended);
    assertFalse(stream.endIfIdleSince(since, idle));
    assertTrue(stream.endIfIdleSince(ticker.nanos(), idle));
    assertEquals(List.of("message", "ABORTED"), observer.told());
  }
}
