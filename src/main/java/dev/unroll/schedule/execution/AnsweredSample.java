package dev.unroll.schedule.execution;

import dev.unroll.core.ModelKey;
import dev.unroll.core.Sequence;
import dev.unroll.plan.stage.Output;
import java.util.List;
import java.util.Map;

/**
 * An answered row that is kept to be run again. It retains its version; whoever takes it must
 * release the version once, by {@link VerificationQueue#end}.
 *
 * @param row the row's work
 * @param outputs copies of the outputs that were answered
 * @param bytes the approximate memory that the sample holds
 * @param takenNanos when the sample was taken
 */
public record AnsweredSample(
    ModelKey model, Work.Answer row, List<Output> outputs, long bytes, long takenNanos) {
  public ProvenPlan version() {
    return row.version();
  }

  static long bytes(Sequence input, Map<String, float[]> states, List<Output> outputs) {
    long values = states.values().stream().mapToLong(state -> state.length).sum();
    return bytes(input) + Float.BYTES * values + bytes(outputs);
  }

  static long bytes(Sequence input) {
    return input instanceof Sequence.Vectors vectors
        ? (long) Float.BYTES * vectors.values().length
        : (long) Long.BYTES * input.steps();
  }

  static long bytes(List<Output> outputs) {
    return outputs.stream().mapToLong(output -> (long) Float.BYTES * output.values().length).sum();
  }
}
