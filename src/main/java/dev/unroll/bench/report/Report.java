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
 * What a run was, and what it found.
 *
 * @param serverCpuSeconds of all cores, in the time that counts; null where it was not asked for
 * @param ownCpuSeconds of this process, in the same time
 */
public record Report(
    Workload workload,
    Subject subject,
    Measurement measurement,
    @Nullable Double serverCpuSeconds,
    double ownCpuSeconds) {
  /**
   * What was called.
   *
   * @param version the model's version when the run began
   * @param inputs what was sent, in words
   * @param lengths how long it was, as {@code --lengths} says it; null where input was given
   */
  public record Subject(long version, Rpc rpc, String inputs, @Nullable String lengths) {}

  /** Whether there was an answer, without which there is nothing to report. */
  public boolean hasAnswers() {
    return measurement.answered() > 0;
  }

  boolean isLive() {
    return workload.load() instanceof Load.Live;
  }

  /** How late calls were sent; empty for the closed loop, which has no moments to keep. */
  Histogram delays() {
    return workload.load() instanceof Load.Closed ? Latencies.empty() : measurement.delays();
  }

  double durationSeconds() {
    return measurement.durationNanos() / Figures.NANOS_PER_SECOND;
  }

  /** How many a second, of that many in the time that counts. */
  double perSecond(long count) {
    return measurement.durationNanos() == 0 ? 0 : count / durationSeconds();
  }

  /** Null without the server's CPU time, or without any of what it is shared among. */
  @Nullable Double serverCpuSecondsPer(long count) {
    return serverCpuSeconds == null || count == 0 ? null : serverCpuSeconds / count;
  }
}
