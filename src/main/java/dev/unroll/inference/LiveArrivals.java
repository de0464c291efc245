package dev.unroll.inference;

import dev.unroll.core.ModelKey;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Counts the steps of one live stream that are not answered yet, and keeps the arrival times of
 * their messages. Not thread-safe.
 */
final class LiveArrivals {
  private record Arrival(long endStep, long nanos) {}

  private final RequestMeter meter;
  private final ModelKey model;

  /** The messages that are not completely answered, the oldest first. */
  private final Queue<Arrival> arrivals = new ArrayDeque<>(1);

  private long arrived;
  private long answered;
  private boolean isFirst = true;

  LiveArrivals(RequestMeter meter, ModelKey model) {
    this.meter = meter;
    this.model = model;
  }

  void arrived(int steps, long nowNanos) {
    arrived += steps;
    arrivals.add(new Arrival(arrived, nowNanos));
  }

  /** Records answered steps; reports to the meter each message that is now completely answered. */
  void answered(int steps, long nowNanos) {
    answered += steps;
    for (var next = arrivals.peek();
        next != null && next.endStep() <= answered;
        next = arrivals.peek()) {
      arrivals.remove();
      if (isFirst) {
        meter.firstStep(model, nowNanos - next.nanos());
      } else {
        meter.stepGap(model, nowNanos - next.nanos());
      }
      isFirst = false;
    }
  }

  /** Whether no step has ever arrived. */
  boolean none() {
    return arrived == 0;
  }

  /** Returns how many steps are not answered yet. */
  long waiting() {
    return arrived - answered;
  }
}
