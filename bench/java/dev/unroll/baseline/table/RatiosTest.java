package dev.unroll.baseline.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RatiosTest {
  static Measurement measurement(String server, double callsPerSecond) {
    return new Measurement(
        "mixed",
        server,
        "64 clients",
        callsPerSecond,
        0,
        0.01,
        0.02,
        0.015,
        Double.NaN,
        0.001,
        Map.of(ThreadCpu.Duty.LANES, 0.75, ThreadCpu.Duty.NETWORK, 0.25),
        0);
  }

  @Test
  void rounds_ofBoth_areComparedInPairs() {
    var ours = List.of(measurement("unroll", 300), measurement("unroll", 200));
    var theirs = List.of(measurement("alone", 100), measurement("alone", 50));
    assertEquals(List.of(3.0, 4.0), Ratios.between(ours, theirs, Measurement::callsPerSecond));
    assertEquals(
        List.of(30.0, 20.0), Ratios.of(ours, List.of(10.0, 10.0), Measurement::callsPerSecond));
  }

  @Test
  void rounds_notAsMany_areRefused() {
    var ours = List.of(measurement("unroll", 300));
    assertThrows(
        IllegalArgumentException.class,
        () -> Ratios.between(ours, List.of(), Measurement::callsPerSecond));
  }

  @Test
  void figure_ofRounds_isJudgedByItsMedian() {
    var figure = new Figure("mixed", "ratio", List.of(1.0, 9.0, 2.0), Goal.atLeast(2));
    assertEquals(2, figure.median());
    assertEquals(1, figure.lowest());
    assertEquals(9, figure.highest());
    assertTrue(figure.isReached());
    assertFalse(new Figure("mixed", "ratio", List.of(1.0, 2.0), Goal.atLeast(2)).isReached());
    assertTrue(new Figure("mixed", "ratio", List.of(1.0), Goal.atMost(1)).isReached());
  }

  @Test
  void figure_notANumber_isMissed() {
    assertFalse(
        new Figure("overload", "refusals", List.of(Double.NaN), Goal.atMost(5)).isReached());
  }
}
