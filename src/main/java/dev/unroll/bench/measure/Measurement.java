package dev.unroll.bench.measure;

import dev.unroll.bench.measure.Timeline.Second;
import io.grpc.Status;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * The results of the calls that were due in the measured time, or of the steps of live streams.
 *
 * @param sent the number of calls sent
 * @param answered how many of them were answered correctly
 * @param wrong how many answers were inconsistent
 * @param unfinished how many had not ended at the end of the run
 * @param unsent how many were due but not sent: the load was late, or too many were in flight
 * @param codes the number of calls or streams by status code
 * @param problems the first problem of each code; for OK, that of the first wrong answer
 * @param durationNanos the measured time
 * @param arrived what came in that time, regardless of when it was sent
 * @param latencies the latencies of the answered calls
 * @param refusals the latencies of calls that ended with RESOURCE_EXHAUSTED
 * @param firstPieces the times until the first piece of an answer that came in pieces
 * @param gaps the times between pieces
 * @param delays how late calls were sent
 * @param bySteps the latencies of the answered calls by the length of their input
 */
public record Measurement(
    long sent,
    long answered,
    long wrong,
    long unfinished,
    long unsent,
    Map<Status.Code, Long> codes,
    Map<Status.Code, String> problems,
    long durationNanos,
    Arrived arrived,
    Histogram latencies,
    Histogram refusals,
    Histogram firstPieces,
    Histogram gaps,
    Histogram delays,
    List<StepClass> bySteps,
    List<Second> timeline) {

  /**
   * What came in the measured time, for the rates.
   *
   * @param answers complete answers; for live streams, answered steps
   * @param steps the steps of their inputs
   * @param tokens the tokens of their outputs
   */
  public record Arrived(long answers, long steps, long tokens) {}
}
