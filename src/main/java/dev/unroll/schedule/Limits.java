package dev.unroll.schedule;

import java.time.Duration;

/**
 * What may wait; beyond any of these, rows are refused.
 *
 * @param maxRows rows that wait and run; whoever lets rows be idle bounds those
 * @param maxBacklog predicted time that the waiting work takes the lanes
 * @param maxBytes that the rows hold: inputs, states, and what stages leave for later ones
 */
public record Limits(int maxRows, Duration maxBacklog, long maxBytes) {
  public static final Limits NONE =
      new Limits(Integer.MAX_VALUE, Duration.ofNanos(Long.MAX_VALUE), Long.MAX_VALUE);
}
