package dev.unroll.schedule.execution;

import dev.unroll.core.ModelKey;
import dev.unroll.core.Sequence;
import dev.unroll.plan.stage.Output;
import java.util.List;
import java.util.Map;

/**
 * A row that was answered, kept to be run again. Its version is held for it, and to be let go once.
 *
 * @param row what was asked
 * @param outputs as they were answered; copies
 * @param bytes that it holds, about
 * @param takenNanos when
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
