package dev.unroll.bench.report;

import dev.unroll.bench.load.Load;
import dev.unroll.bench.load.Workload;
import dev.unroll.bench.measure.Figures;
import dev.unroll.bench.measure.Latencies;
import dev.unroll.bench.measure.Measurement;
import dev.unroll.client.Rpc;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * The workload and the results of a run.
 *
 * @param serverCpuSeconds the server's CPU time in the measured time; null if it was not read
 * @param ownCpuSeconds the CPU time of this process in the measured time
 */
public record Report(
    Workload workload,
    Subject subject,
    Measurement measurement,
    @Nullable Double serverCpuSeconds,
    double ownCpuSeconds) {
  /**
   * The called model and its inputs.
   *
   * @param version the model's version at the start of the run
   * @param inputs a description of the inputs
   * @param lengths the lengths in the form of {@code --lengths}; null if the inputs were given
   */
  public record Subject(long version, Rpc rpc, String inputs, @Nullable String lengths) {}

  /** Returns whether there was an answer; without one there is nothing to report. */
  public boolean hasAnswers() {
    return measurement.answered() > 0;
  }

  boolean isLive() {
    return workload.load() instanceof Load.Live;
  }

  /** Returns how late calls were sent; empty for the closed loop, whose calls have no due time. */
  Histogram delays() {
    return workload.load() instanceof Load.Closed ? Latencies.empty() : measurement.delays();
  }

  double durationSeconds() {
    return measurement.durationNanos() / Figures.NANOS_PER_SECOND;
  }

  /** Returns the rate per second of a count in the measured time. */
  double perSecond(long count) {
    return measurement.durationNanos() == 0 ? 0 : count / durationSeconds();
  }

  /** Returns the server's CPU seconds per item; null without its CPU time or without items. */
  @Nullable Double serverCpuSecondsPer(long count) {
    return serverCpuSeconds == null || count == 0 ? null : serverCpuSeconds / count;
  }
}
