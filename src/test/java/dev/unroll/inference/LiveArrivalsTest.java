package dev.unroll.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.ModelKey;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LiveArrivalsTest {
  private final List<String> told = new ArrayList<>();
  private final LiveArrivals arrivals =
      new LiveArrivals(
          new RequestMeter() {
            @Override
            public void firstStep(ModelKey model, long nanos) {
              told.add("first " + nanos);
            }

            @Override
            public void stepGap(ModelKey model, long nanos) {
              told.add("gap " + nanos);
            }
          },
          new ModelKey("m", 1));

  @Test
  void steps_waitUntilTheyAreAnswered() {
    assertTrue(arrivals.none());
    assertEquals(0, arrivals.waiting());
    arrivals.arrived(3, 0);
    arrivals.arrived(2, 0);
    assertEquals(5, arrivals.waiting());
    arrivals.answered(4, 0);
    assertEquals(1, arrivals.waiting());
    arrivals.answered(1, 0);
    assertEquals(0, arrivals.waiting());
    assertFalse(arrivals.none());
  }

  @Test
  void message_isTimedWhenItIsAnsweredInFull() {
    arrivals.arrived(3, 100);
    arrivals.answered(2, 110);
    assertEquals(List.of(), told);
    arrivals.answered(1, 125);
    assertEquals(List.of("first 25"), told);
    arrivals.arrived(1, 200);
    arrivals.answered(1, 207);
    assertEquals(List.of("first 25", "gap 7"), told);
  }

  @Test
  void messagesThatAreAnsweredTogether_areTimedEach() {
    arrivals.arrived(1, 100);
    arrivals.arrived(1, 105);
    arrivals.arrived(2, 108);
    arrivals.answered(3, 110);
    assertEquals(List.of("first 10", "gap 5"), told);
    arrivals.answered(1, 120);
    assertEquals(List.of("first 10", "gap 5", "gap 12"), told);
  }
}
