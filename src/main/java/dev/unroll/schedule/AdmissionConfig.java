package dev.unroll.schedule;

import dev.unroll.config.Option;
import dev.unroll.config.OptionValues;
import dev.unroll.config.ValueType;
import java.time.Duration;

/**
 * The limits of admission. A row that would exceed one of them is refused.
 *
 * @param maxRows rows that wait or run; the callers that keep idle rows limit those themselves
 * @param maxBacklog predicted work for each lane
 * @param maxBytes bytes that the rows hold: inputs, states, and intermediate results of stages
 */
public record AdmissionConfig(int maxRows, Duration maxBacklog, long maxBytes) {
  public static final AdmissionConfig NONE =
      new AdmissionConfig(Integer.MAX_VALUE, Duration.ofNanos(Long.MAX_VALUE), Long.MAX_VALUE);

  public static final Option<Integer> MAX_ROWS =
      Option.of(
          "max-rows",
          ValueType.wholeNumber(1, 10_000_000),
          "10000",
          "Sequences that may wait and run; further calls are refused with RESOURCE_EXHAUSTED.");

  public static final Option<Duration> MAX_BACKLOG =
      Option.of(
          "max-backlog",
          ValueType.duration(),
          "10s",
          "Predicted work that may wait for each lane; further calls are refused with"
              + " RESOURCE_EXHAUSTED.");

  public static final Option<Long> MAX_BACKLOG_BYTES =
      Option.of(
          "max-backlog-bytes",
          ValueType.longNumber(0, 1L << 50),
          "0",
          "Memory that the admitted sequences may hold; further calls are refused with"
              + " RESOURCE_EXHAUSTED. 0 takes a third of the heap.");

  public static AdmissionConfig from(OptionValues values) {
    long bytes = values.get(MAX_BACKLOG_BYTES);
    return new AdmissionConfig(
        values.get(MAX_ROWS),
        values.get(MAX_BACKLOG),
        bytes > 0 ? bytes : Runtime.getRuntime().maxMemory() / 3);
  }
}
