package dev.unroll.inference;

import dev.unroll.core.ModelKey;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * The steps of one live stream that are not answered yet: how many, and when the messages that
 * brought them came. Not safe for threads.
 */
final class LiveArrivals {
  private record Arrival(long endStep, long nanos) {}

  private final RequestMeter meter;
  private final ModelKey model;

  /** Of the messages not answered in full, the oldest first. */
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

  /** So many more are answered; tells the meter of each message that is now answered in full. */
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

  /** Whether no step has ever come. */
  boolean none() {
    return arrived == 0;
  }

  /** Steps that have come and are not answered. */
  long waiting() {
    return arrived - answered;
  }
}
