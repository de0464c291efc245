package dev.unroll.bench.measure;

import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * How one call ended.
 *
 * @param measured what {@link Tally#sent} said when it was sent
 * @param code its gRPC code
 * @param problem what went wrong, in words: of a call that failed, or of a wrong answer; null where
 *     nothing did
 * @param dueNanos when it should have been sent
 * @param endNanos when its last message came
 * @param steps steps of input; 0 where not known
 * @param tokens steps of generated output
 */
public record CallResult(
    boolean measured,
    Status.Code code,
    @Nullable String problem,
    long dueNanos,
    long endNanos,
    int steps,
    int tokens) {

  /** Whether it was answered, and not wrongly. */
  public boolean isAnswer() {
    return code == Status.Code.OK && problem == null;
  }

  long latencyNanos() {
    return endNanos - dueNanos;
  }
}
