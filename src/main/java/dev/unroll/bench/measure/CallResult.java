package dev.unroll.bench.measure;

import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * The result of one call.
 *
 * @param measured the result of {@link Tally#sent} for this call
 * @param code its gRPC code
 * @param problem why the call failed, or what is wrong with the answer; null if it succeeded
 * @param dueNanos when the call was due
 * @param endNanos when the last message came
 * @param steps the steps of the input; 0 if unknown
 * @param tokens the steps of generated output
 */
public record CallResult(
    boolean measured,
    Status.Code code,
    @Nullable String problem,
    long dueNanos,
    long endNanos,
    int steps,
    int tokens) {

  /** Returns whether the call was answered correctly. */
  public boolean isAnswer() {
    return code == Status.Code.OK && problem == null;
  }

  long latencyNanos() {
    return endNanos - dueNanos;
  }
}
