package dev.unroll.schedule.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ServiceRateTest {
  private final ServiceRate serviceRate = new ServiceRate();

  @Test
  void untriedLane_isTakenAtItsWord() {
    assertEquals(1, serviceRate.get());
  }

  @Test
  void laneThatDoesHalfOfWhatIsPredicted_isSoonKnownAsThat() {
    for (int slice = 0; slice < 3000; slice++) {
      serviceRate.took(1_000_000, 2_000_000);
    }
    assertEquals(0.5, serviceRate.get(), 0.01);
  }

  @Test
  void pace_staysWithinItsBounds_whateverHappens() {
    for (int slice = 0; slice < 10; slice++) {
      serviceRate.took(0, Long.MAX_VALUE);
    }
    assertEquals(0.05, serviceRate.get());
    for (int slice = 0; slice < 3000; slice++) {
      serviceRate.took(1e12, 1);
    }
    assertEquals(2, serviceRate.get());
  }
}
