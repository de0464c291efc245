package dev.unroll.inference.sequence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.Fault;
import dev.unroll.core.LogLines;
import dev.unroll.inference.RecordingListener;
import dev.unroll.inference.SmallEngine;
import dev.unroll.repository.Folders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What else may happen to a sequence while one of its requests, or the sweep, is at work. */
class ContinuedSequencesTest {
  private static final int NO_BOUND = 1000;

  /** Of a request that goes on: it is made, it is the newest, it may be its turn. */
  private static final int ITS_TURN = 3;

  @TempDir private Path folder;

  private SmallEngine engine(int mostSequences) throws Exception {
    return new SmallEngine(folder, NO_BOUND, mostSequences);
  }

  private static void assertUnknown(SmallEngine engine, long id) {
    assertThrows(SmallEngine.UnknownSequence.class, () -> engine.take(id, false, false));
  }

  @Test
  void start_whoseRowIsGoneBeforeItsFirstRequest_isToldSoOnce() throws Exception {
    try (var engine = engine(NO_BOUND)) {
      engine.meter.when("opened", engine.scheduler::abandon);
      assertEquals(List.of("UNAVAILABLE"), engine.take(1, true, false).told());
      assertEquals(List.of("opened", "closed"), engine.meter.lines());
      assertUnknown(engine, 1);
    }
  }

  @Test
  void start_whileItsModelIsUnloaded_isAnswered_andTheSequenceEnds() throws Exception {
    try (var engine = engine(NO_BOUND)) {
      engine.meter.when(
          "opened",
          () -> {
            engine.repository.unload(SmallEngine.MODEL);
            engine.continuedSequences.endOf(SmallEngine.MODEL);
          });
      var reply = engine.take(1, true, false);
      engine.lane.stepToTheEnd();
      assertEquals(List.of("predictions 1"), reply.told());
      assertEquals(List.of("opened", "first step", "closed"), engine.meter.lines());
    }
  }

  @Test
  void startsOnALiveId_holdOneBeyondTheBound_andNoMore() throws Exception {
    try (var engine = engine(1)) {
      var replies = new ArrayList<RecordingListener>();
      replies.add(engine.take(1, true, false));
      replies.add(engine.take(1, true, false));
      var fault = assertThrows(Fault.class, () -> engine.take(1, true, false));
      assertEquals(Fault.Kind.RESOURCE_EXHAUSTED, fault.kind());
      engine.lane.stepToTheEnd();
      // The first is gone.
      replies.add(engine.take(1, true, false));
      engine.lane.stepToTheEnd();
      replies.forEach(reply -> assertEquals(List.of("predictions 1"), reply.told()));
      assertEquals(1, engine.meter.count("rejected sequences"));
      assertEquals(2, engine.meter.count("closed"));
      assertThrows(Fault.class, () -> engine.take(2, true, false));
    }
  }

  @Test
  void twoStartsOnOneLiveId_atOnce_holdOneBeyondTheBound() throws Exception {
    try (var engine = engine(1)) {
      engine.take(1, true, false);
      engine.lane.stepToTheEnd();
      engine.meter.when(
          "opened", () -> assertThrows(Fault.class, () -> engine.take(1, true, false)));
      var second = engine.take(1, true, false);
      engine.lane.stepToTheEnd();
      assertEquals(List.of("predictions 1"), second.told());
      assertEquals(1, engine.meter.count("closed"));
    }
  }

  @Test
  void refusedStart_givesItsPlaceBack_andLeavesTheOlderAlone() throws Exception {
    try (var engine = engine(1)) {
      engine.take(1, true, false);
      engine.lane.stepToTheEnd();
      engine.scheduler.close();
      for (int again = 0; again < 3; again++) {
        var fault = assertThrows(Fault.class, () -> engine.take(1, true, false));
        assertEquals(Fault.Kind.UNAVAILABLE, fault.kind());
      }
      var reply = engine.take(1, false, true);
      engine.lane.stepToTheEnd();
      assertEquals(List.of("predictions 1"), reply.told());
      assertEquals(List.of("opened", "first step", "closed"), engine.meter.lines());
    }
  }

  @Test
  void requestThatComesWhileTheLastOneIsTaken_isTooLate() throws Exception {
    try (var engine = engine(NO_BOUND)) {
      engine.take(1, true, false);
      engine.lane.stepToTheEnd();
      engine.ticker.whenAsked(ITS_TURN, () -> assertUnknown(engine, 1));
      var last = engine.take(1, false, true);
      assertTrue(engine.ticker.hasRunTheHook());
      engine.lane.stepToTheEnd();
      assertEquals(List.of("predictions 1"), last.told());
      assertEquals(1, engine.meter.count("closed"));
    }
  }

  @Test
  void requestThatComesWhileItsSequenceIsSwept_isTooLate() throws Exception {
    try (var engine = engine(NO_BOUND)) {
      engine.take(1, true, false);
      engine.lane.stepToTheEnd();
      engine.ticker.advanceMillis(1000);
      // The sweep asks for the time, then the sequence does.
      engine.ticker.whenAsked(2, () -> assertUnknown(engine, 1));
      engine.continuedSequences.endIdle();
      assertTrue(engine.ticker.hasRunTheHook());
      assertEquals(List.of("opened", "first step", "closed", "timed out"), engine.meter.lines());
    }
  }

  @Test
  void requestThatComesBeforeTheSweepLooks_keepsItsSequence() throws Exception {
    try (var engine = engine(NO_BOUND)) {
      engine.take(1, true, false);
      engine.lane.stepToTheEnd();
      engine.ticker.advanceMillis(1000);
      var replies = new ArrayList<RecordingListener>();
      engine.ticker.whenAsked(1, () -> replies.add(engine.take(1, false, false)));
      engine.continuedSequences.endIdle();
      engine.lane.stepToTheEnd();
      assertEquals(List.of("predictions 1"), replies.get(0).told());
      assertEquals(0, engine.meter.count("closed"));
    }
  }

  @Test
  void shortestTimeout_isThatOfTheModelsThatHaveSequences() throws Exception {
    var model = Folders.zoo(folder, SmallEngine.MODEL);
    Files.writeString(
        model.resolve("config.pbtxt"),
        "sequence_batching { max_sequence_idle_microseconds: 250000 }");
    try (var engine = engine(NO_BOUND)) {
      assertEquals(Duration.ofDays(365), engine.continuedSequences.shortestIdleTimeout());
      engine.take(1, true, false);
      engine.lane.stepToTheEnd();
      assertEquals(Duration.ofMillis(250), engine.continuedSequences.shortestIdleTimeout());
      engine.ticker.advanceMillis(249);
      engine.continuedSequences.endIdle();
      assertEquals(0, engine.meter.count("timed out"));
      engine.ticker.advanceMillis(1);
      engine.continuedSequences.endIdle();
      assertEquals(1, engine.meter.count("timed out"));
    }
  }

  @Test
  void requestThatIsTooLate_whileItsRowFails_isToldOnce() throws Exception {
    try (var engine = engine(NO_BOUND)) {
      engine.take(1, true, false);
      engine.lane.stepToTheEnd();
      long past = engine.ticker.nanos() - 1;
      engine.ticker.whenAsked(ITS_TURN, engine.scheduler::abandon);
      var late = engine.take(1, false, false, past);
      assertEquals(1, late.told().size(), late.told()::toString);
    }
  }

  @Test
  void meterThatFailsAfterAnAnswer_isNoSecondReply() throws Exception {
    try (var engine = engine(NO_BOUND)) {
      engine.meter.when(
          "first step",
          () -> {
            throw new IllegalStateException("no such meter");
          });
      var reply = engine.take(1, true, false);
      engine.lane.stepToTheEnd();
      assertEquals(List.of("predictions 1"), reply.told());
    }
  }

  @Test
  void listenerThatFailsWhenItIsToldOfTheEnd_keepsTheOthersFromNothing() throws Exception {
    try (var engine = engine(NO_BOUND);
        var log = LogLines.of(SequenceStep.class, Level.WARNING)) {
      var listeners = new ArrayList<RecordingListener>();
      for (int request = 0; request < 3; request++) {
        var listener = engine.take(1, request == 0, false);
        listener.throwsAtTheEnd(new IllegalStateException("broken pipe"));
        listeners.add(listener);
      }
      engine.scheduler.abandon();
      listeners.forEach(listener -> assertEquals(List.of("UNAVAILABLE"), listener.told()));
      assertEquals(3, log.all().size());
    }
  }
}
