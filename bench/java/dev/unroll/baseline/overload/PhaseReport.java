package dev.unroll.baseline.overload;

import java.util.Map;

/**
 * What was seen while a server was loaded in one way.
 *
 * @param load "capacity", or how many times the capacity was due: "3x"
 * @param round from 1
 * @param duePerSecond calls that were due; of "capacity", those that were sent
 * @param usefulPerSecond answers that came in time
 * @param serverCpuSeconds that the server's process took, by its own metrics
 * @param compilerShare of that, what the compiler of its JVM took
 * @param sent calls that were due in the measured time
 * @param inTime of these, those that were answered before their deadline
 * @param refused of these, those that ended with RESOURCE_EXHAUSTED
 * @param unsent calls that were not sent because too many were open
 * @param otherEnds how the others ended, by status code, with an example
 * @param answers latencies of the answers, from when their calls were sent
 * @param refusals the same of the refusals
 * @param lateness how long after their time calls were sent
 * @param health latencies of {@code grpc.health.v1.Health/Check}
 * @param readiness latencies of {@code /readyz}, each on a connection of its own
 * @param failedProbes health or readiness checks that did not get the right answer
 */
public record PhaseReport(
    String load,
    int round,
    double seconds,
    double duePerSecond,
    double usefulPerSecond,
    double serverCpuSeconds,
    double compilerShare,
    long sent,
    long inTime,
    long refused,
    long unsent,
    Map<String, String> otherEnds,
    Percentiles answers,
    Percentiles refusals,
    Percentiles lateness,
    Percentiles health,
    Percentiles readiness,
    long failedProbes) {
  public static final String CAPACITY = "capacity";

  /**
   * A generator that is later than that does not load the server as it says, and what it measures
   * is itself.
   */
  private static final double MOST_LATENESS_MILLIS = 10;

  /** Of a distribution, in milliseconds; NaN where there is no value. */
  public record Percentiles(double p50, double p99) {}

  /** Whether the generator was too late for the figures to mean anything. */
  public boolean hasLateGenerator() {
    return unsent > 0 || lateness.p99() > MOST_LATENESS_MILLIS;
  }

  /** Returns the answers in time for each second of the server's CPU time. */
  public double usefulPerCpuSecond() {
    return usefulPerSecond * seconds / serverCpuSeconds;
  }

  /** Returns the part of the calls that were not refused which was answered in time. */
  public double shareInTime() {
    return sent == refused ? 1 : (double) inTime / (sent - refused);
  }
}
