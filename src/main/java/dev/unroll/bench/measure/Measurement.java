package dev.unroll.bench.measure;

import dev.unroll.bench.measure.Timeline.Second;
import io.grpc.Status;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * What was seen of the calls that were sent in the time that counts; of live streams, their steps.
 *
 * @param sent how many were sent
 * @param answered how many of them were answered, and not wrongly
 * @param wrong how many answers cannot be right
 * @param unfinished how many had no end yet when the run was over
 * @param unsent how many were due but not sent: the load fell behind, or too many were under way
 * @param codes how calls ended, or streams
 * @param problems the first of each code, in words; of OK, the first wrong answer
 * @param durationNanos the time that counts
 * @param arrived what came in that time, whenever it was sent
 * @param latencies of the answered
 * @param refusals of the calls that the server refused for want of room
 * @param firstPieces until the first piece of an answer that came in pieces
 * @param gaps from piece to piece
 * @param delays how late calls were sent
 * @param bySteps the latencies of the answered by the length of their input
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
   * What came in the time that counts: what rates are made of.
   *
   * @param answers whole answers; of live streams, answered steps
   * @param steps of their input
   * @param tokens of their output
   */
  public record Arrived(long answers, long steps, long tokens) {}
}
