package dev.unroll.openinference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.Fault;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What else may happen to a sequence while one of its requests, or the sweep, is at work. */
class SequencesTest {
  private static final int NO_BOUND = 1000;

  /** Of a request that goes on: it is made, it is the newest, it may be its turn. */
  private static final int ITS_TURN = 3;

  @TempDir private Path folder;

  private OpenDesk desk(int mostSequences) throws Exception {
    return new OpenDesk(folder, NO_BOUND, mostSequences);
  }

  private static void assertMustStart(OpenDesk desk, long id) {
    var fault = assertThrows(Fault.class, () -> desk.take(id, false, false));
    assertTrue(fault.reason().contains("must specify the START flag"), fault.reason());
  }

  @Test
  void start_whoseRowIsGoneBeforeItsFirstRequest_isToldSoOnce() throws Exception {
    try (var desk = desk(NO_BOUND)) {
      desk.meter.when("opened", desk.scheduler::abandon);
      assertEquals(List.of("UNAVAILABLE"), desk.take(1, true, false).told());
      assertEquals(List.of("opened", "closed"), desk.meter.lines());
      assertMustStart(desk, 1);
    }
  }

  @Test
  void start_whileItsModelIsUnloaded_isAnswered_andTheSequenceEnds() throws Exception {
    try (var desk = desk(NO_BOUND)) {
      desk.meter.when(
          "opened",
          () -> {
            desk.repository.unload(OpenDesk.MODEL);
            desk.sequences.endOf(OpenDesk.MODEL);
          });
      var reply = desk.take(1, true, false);
      desk.lane.stepToTheEnd();
      assertEquals(List.of("answer"), reply.told());
      assertEquals(List.of("opened", "first step", "closed"), desk.meter.lines());
    }
  }

  @Test
  void startsOnALiveId_holdOneBeyondTheBound_andNoMore() throws Exception {
    try (var desk = desk(1)) {
      var replies = new ArrayList<RecordingReply>();
      replies.add(desk.take(1, true, false));
      replies.add(desk.take(1, true, false));
      var fault = assertThrows(Fault.class, () -> desk.take(1, true, false));
      assertEquals(Fault.Kind.RESOURCE_EXHAUSTED, fault.kind());
      desk.lane.stepToTheEnd();
      // The first is gone.
      replies.add(desk.take(1, true, false));
      desk.lane.stepToTheEnd();
      replies.forEach(reply -> assertEquals(List.of("answer"), reply.told()));
      assertEquals(1, desk.meter.count("rejected sequences"));
      assertEquals(2, desk.meter.count("closed"));
      assertThrows(Fault.class, () -> desk.take(2, true, false));
    }
  }

  @Test
  void twoStartsOnOneLiveId_atOnce_holdOneBeyondTheBound() throws Exception {
    try (var desk = desk(1)) {
      desk.take(1, true, false);
      desk.lane.stepToTheEnd();
      desk.meter.when("opened", () -> assertThrows(Fault.class, () -> desk.take(1, true, false)));
      var second = desk.take(1, true, false);
      desk.lane.stepToTheEnd();
      assertEquals(List.of("answer"), second.told());
      assertEquals(1, desk.meter.count("closed"));
    }
  }

  @Test
  void refusedStart_givesItsPlaceBack_andLeavesTheOlderAlone() throws Exception {
    try (var desk = desk(1)) {
      desk.take(1, true, false);
      desk.lane.stepToTheEnd();
      desk.scheduler.close();
      for (int again = 0; again < 3; again++) {
        var fault = assertThrows(Fault.class, () -> desk.take(1, true, false));
        assertEquals(Fault.Kind.UNAVAILABLE, fault.kind());
      }
      var reply = desk.take(1, false, true);
      desk.lane.stepToTheEnd();
      assertEquals(List.of("answer"), reply.told());
      assertEquals(List.of("opened", "first step", "closed"), desk.meter.lines());
    }
  }

  @Test
  void requestThatComesWhileTheLastOneIsTaken_isTooLate() throws Exception {
    try (var desk = desk(NO_BOUND)) {
      desk.take(1, true, false);
      desk.lane.stepToTheEnd();
      desk.ticker.whenAsked(ITS_TURN, () -> assertMustStart(desk, 1));
      var last = desk.take(1, false, true);
      assertTrue(desk.ticker.hasRunTheHook());
      desk.lane.stepToTheEnd();
      assertEquals(List.of("answer"), last.told());
      assertEquals(1, desk.meter.count("closed"));
    }
  }

  @Test
  void requestThatComesWhileItsSequenceIsSwept_isTooLate() throws Exception {
    try (var desk = desk(NO_BOUND)) {
      desk.take(1, true, false);
      desk.lane.stepToTheEnd();
      desk.ticker.advanceMillis(1000);
      // The sweep asks for the time, then the sequence does.
      desk.ticker.whenAsked(2, () -> assertMustStart(desk, 1));
      desk.sequences.endIdle();
      assertTrue(desk.ticker.hasRunTheHook());
      assertEquals(List.of("opened", "first step", "closed", "timed out"), desk.meter.lines());
    }
  }

  @Test
  void requestThatComesBeforeTheSweepLooks_keepsItsSequence() throws Exception {
    try (var desk = desk(NO_BOUND)) {
      desk.take(1, true, false);
      desk.lane.stepToTheEnd();
      desk.ticker.advanceMillis(1000);
      var replies = new ArrayList<RecordingReply>();
      desk.ticker.whenAsked(1, () -> replies.add(desk.take(1, false, false)));
      desk.sequences.endIdle();
      desk.lane.stepToTheEnd();
      assertEquals(List.of("answer"), replies.get(0).told());
      assertEquals(0, desk.meter.count("closed"));
    }
  }

  @Test
  void requestThatIsTooLate_whileItsRowFails_isToldOnce() throws Exception {
    try (var desk = desk(NO_BOUND)) {
      desk.take(1, true, false);
      desk.lane.stepToTheEnd();
      long past = desk.ticker.nanos() - 1;
      desk.ticker.whenAsked(ITS_TURN, desk.scheduler::abandon);
      var late = desk.take(1, false, false, past);
      assertEquals(1, late.told().size(), late.told()::toString);
    }
  }

  @Test
  void meterThatFailsAfterAnAnswer_isNoSecondReply() throws Exception {
    try (var desk = desk(NO_BOUND)) {
      desk.meter.when(
          "first step",
          () -> {
            throw new IllegalStateException("no such meter");
          });
      var reply = desk.take(1, true, false);
      desk.lane.stepToTheEnd();
      assertEquals(List.of("answer"), reply.told());
    }
  }
}
