package dev.unroll.openinference.admin;

import dev.unroll.inference.Prediction;
import java.util.List;

/**
 * Where a request's time went.
 *
 * @param allNanos from its arrival to its answer
 * @param queueNanos its longest-waiting row waited for slices
 * @param inputNanos until its rows were with the scheduler
 * @param inferNanos its longest-running row was in slices
 * @param outputNanos its answer was packed
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
