package dev.unroll.schedule.execution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.unroll.core.Sequence;
import dev.unroll.plan.AnswerPlan;
import dev.unroll.plan.MixingPlans;
import dev.unroll.schedule.CountedHold;
import dev.unroll.schedule.Desk;
import dev.unroll.schedule.ManualTicker;
import dev.unroll.schedule.RecordingMeter;
import dev.unroll.schedule.cost.PlanCosts;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerificationQueueTest {
  private static final int VALUES_OF_A_MEBIBYTE = (1 << 20) / Float.BYTES;

  @TempDir private Path folder;

  private final ManualTicker ticker = new ManualTicker();
  private final RecordingMeter meter = new RecordingMeter();
  private final VerificationQueue verificationQueue = verification(1);
  private final CountedHold hold = new CountedHold();
  private AnswerPlan plan;
  private ProvenPlan version;

  @BeforeEach
  void makePlan() throws Exception {
    plan = MixingPlans.causal(folder);
    version = new ProvenPlan(plan, PlanCosts.unmeasured(plan), hold);
  }

  @AfterEach
  void closePlan() {
    plan.close();
  }

  private VerificationQueue verification(double share) {
    return new VerificationQueue(share, ticker, meter, DifferenceListener.NOBODY);
  }

  private void offer(int values) {
    var input = new Sequence.Vectors(new float[values], MixingPlans.WIDTH);
    verificationQueue.offer(Desk.MODEL, new Work.Answer(version, input), List.of());
  }

  private List<String> skipped(int times) {
    return Collections.nCopies(times, "verified skipped");
  }

  @Test
  void draws_takesThatShareOfAnyStretch() {
    var some = verification(0.01);
    for (int stretch = 0; stretch < 100; stretch++) {
      int drawn = 0;
      for (int row = 0; row < 10_000; row++) {
        drawn += some.draws() ? 1 : 0;
      }
      assertEquals(100, drawn, 2);
    }
  }

  @Test
  void draws_ofAllAndOfNone_areSo() {
    var all = verification(1);
    var none = verification(0);
    for (int row = 0; row < 1000; row++) {
      assertEquals(true, all.draws());
      assertEquals(false, none.draws());
    }
  }

  @Test
  void rows_beyondTheMost_areDroppedAndHoldNothing() {
    for (int row = 0; row < VerificationQueue.MOST_SAMPLES + 3; row++) {
      offer(2);
    }
    assertEquals(skipped(3), meter.lines());
    assertEquals(VerificationQueue.MOST_SAMPLES, hold.holders());
  }

  @Test
  void bytes_beyondTheMost_areDropped_andComeFreeAgain() {
    for (int row = 0; row < 10; row++) {
      offer(VALUES_OF_A_MEBIBYTE);
    }
    assertEquals(8, hold.holders());
    assertEquals(skipped(2), meter.lines());
    assertNotNull(verificationQueue.take());
    offer(VALUES_OF_A_MEBIBYTE);
    assertEquals(skipped(2), meter.lines());
  }

  @Test
  void row_thatIsTooLarge_isNotKept() {
    offer(VALUES_OF_A_MEBIBYTE + 2);
    assertEquals(skipped(1), meter.lines());
    assertNull(verificationQueue.take());
    assertEquals(0, hold.holders());
  }

  @Test
  void row_thatNoLaneHadTimeFor_isLetGoAfterItsLifetime() {
    offer(2);
    ticker.advanceMillis(VerificationQueue.LIFETIME_NANOS / 1_000_000 + 1);
    assertNull(verificationQueue.take());
    assertEquals(skipped(1), meter.lines());
    assertEquals(0, hold.holders());
  }

  @Test
  void unloadedVersion_isHeldByNothingAnyMore_andNothingMoreComes() {
    offer(2);
    offer(2);
    verificationQueue.drop(version);
    assertEquals(0, hold.holders());
    offer(2);
    assertEquals(0, hold.holders());
    assertEquals(skipped(3), meter.lines());
    assertNull(verificationQueue.take());
  }

  @Test
  void versionThatIsFreed_isNotHeldAgain() {
    hold.free();
    offer(2);
    assertEquals(skipped(1), meter.lines());
    assertNull(verificationQueue.take());
  }

  @Test
  void time_thatIsSpent_holdsTheNextOneBack() {
    offer(2);
    verificationQueue.spent(VerificationQueue.BURST_NANOS + 1_000_000);
    assertNull(verificationQueue.take());
    // At 1% of a core a millisecond takes a hundred.
    ticker.advanceMillis(100);
    assertNull(verificationQueue.take());
    ticker.advanceMillis(1);
    assertNotNull(verificationQueue.take());
  }
}
