package dev.unroll.baseline.overload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.v1.ManyToOneRequest;
import io.grpc.Status;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PhaseTallyTest {
  private static final long MILLI = 1_000_000;

  @Test
  void ends_areAnswersRefusalsOrNeither_andOnlyThoseInTimeCount() {
    var tally = new PhaseTally(1000 * MILLI);
    for (int call = 0; call < 4; call++) {
      tally.sent(MILLI);
    }
    tally.ended(Status.OK, true, 20 * MILLI);
    tally.ended(Status.OK, true, 1001 * MILLI);
    tally.ended(Status.RESOURCE_EXHAUSTED, false, 2 * MILLI);
    tally.ended(Status.DEADLINE_EXCEEDED.withDescription("late"), false, 1000 * MILLI);
    assertEquals(4, tally.sent());
    assertEquals(1, tally.inTime());
    assertEquals(1, tally.refused());
    assertEquals(2, tally.refusals().p99(), 0.01);
    assertEquals(1, tally.lateness().p50(), 0.01);
    assertEquals(Map.of("DEADLINE_EXCEEDED", "1, such as: late"), tally.otherEnds());
  }

  @Test
  void tally_withoutCalls_hasNoPercentiles() {
    assertTrue(Double.isNaN(new PhaseTally(MILLI).answers().p99()));
  }

  @Test
  void requests_haveTheirLengths() throws Exception {
    var requests = RawMethod.requests("m", 10, new int[] {3, 5});
    assertEquals(
        5, ManyToOneRequest.parseFrom(requests.get(1)).getInput().getTokenIds().getIdsCount());
    assertEquals("m", ManyToOneRequest.parseFrom(requests.get(0)).getModel().getName());
  }
}
