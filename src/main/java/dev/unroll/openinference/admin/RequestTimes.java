package dev.unroll.openinference.admin;

import dev.unroll.inference.Prediction;
import java.util.List;

/**
 * The times of a request, in nanoseconds.
 *
 * @param allNanos from its arrival to its answer
 * @param queueNanos how long the row that waited longest waited for slices
 * @param inputNanos from its arrival until its rows were submitted
 * @param inferNanos how long the row that ran longest was in slices
 * @param outputNanos how long packing the answer took
 */
public record RequestTimes(
    long allNanos, long queueNanos, long inputNanos, long inferNanos, long outputNanos) {
  public static RequestTimes of(
      List<Prediction> predictions, long allNanos, long inputNanos, long outputNanos) {
    long queue = 0;
    long infer = 0;
    for (var prediction : predictions) {
      var timing = prediction.timing();
      queue = Math.max(queue, timing.queueNanos());
      infer = Math.max(infer, timing.computeNanos());
    }
    return new RequestTimes(allNanos, queue, inputNanos, infer, outputNanos);
  }
}
