package dev.unroll.openinference.admin;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.unroll.core.ModelKey;
import dev.unroll.triton.InferBatchStatistics;
import dev.unroll.triton.InferStatistics;
import dev.unroll.triton.ModelStatistics;
import dev.unroll.triton.StatisticDuration;
import java.util.SortedMap;
import java.util.TreeMap;

/** The request statistics of one version since it was loaded. Thread-safe; guarded by this. */
final class ModelCounts {
  private final Duration success = new Duration();
  private final Duration fail = new Duration();
  private final Duration queue = new Duration();
  private final Duration input = new Duration();
  private final Duration infer = new Duration();
  private final Duration output = new Duration();

  @GuardedBy("this")
  private final SortedMap<Integer, Batch> batches = new TreeMap<>();

  @GuardedBy("this")
  private long inferences;

  @GuardedBy("this")
  private long lastMillis;

  /** A count and the total time. */
  private static final class Duration {
    private long count;
    private long nanos;

    void add(long moreNanos) {
      count++;
      nanos += Math.max(0, moreNanos);
    }

    StatisticDuration message() {
      return StatisticDuration.newBuilder().setCount(count).setNs(nanos).build();
    }
  }

  /** The statistics of requests with the same number of rows. */
  private record Batch(Duration input, Duration infer, Duration output) {}

  /** Records an answered request; {@code nowMillis} is the time since 1970. */
  synchronized void answered(RequestTimes times, int rows, long nowMillis) {
    success.add(times.allNanos());
    queue.add(times.queueNanos());
    input.add(times.inputNanos());
    infer.add(times.inferNanos());
    output.add(times.outputNanos());
    var batch =
        batches.computeIfAbsent(
            rows, size -> new Batch(new Duration(), new Duration(), new Duration()));
    batch.input().add(times.inputNanos());
    batch.infer().add(times.inferNanos());
    batch.output().add(times.outputNanos());
    inferences += rows;
    lastMillis = nowMillis;
  }

  /** Records a failed request and its duration. */
  synchronized void failed(long nanos) {
    fail.add(nanos);
  }

  /**
   * Returns the statistics as a message.
   *
   * @param slices how many slices were run for the model
   */
  synchronized ModelStatistics message(ModelKey model, long slices) {
    var message =
        ModelStatistics.newBuilder()
            .setName(model.name())
            .setVersion(Long.toString(model.version()))
            .setLastInference(lastMillis)
            .setInferenceCount(inferences)
            .setExecutionCount(slices)
            .setInferenceStats(
                InferStatistics.newBuilder()
                    .setSuccess(success.message())
                    .setFail(fail.message())
                    .setQueue(queue.message())
                    .setComputeInput(input.message())
                    .setComputeInfer(infer.message())
                    .setComputeOutput(output.message())
                    .setCacheHit(StatisticDuration.getDefaultInstance())
                    .setCacheMiss(StatisticDuration.getDefaultInstance()));
    batches.forEach((rows, batch) ->
        message.addBatchStats(
            InferBatchStatistics.newBuilder()
                .setBatchSize(rows)
                .setComputeInput(batch.input().message())
                .setComputeInfer(batch.infer().message())
                .setComputeOutput(batch.output().message())));
    return message.build();
  }
}
