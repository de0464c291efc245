package dev.unroll.openinference.tensor;

import dev.unroll.codec.RawInput;
import java.util.List;
import java.util.Map;

/**
 * What a request asks of its model, as rows.
 *
 * @param rows one for each sequence; at least one
 * @param states of each row, what its hidden states begin with, by the state's input; empty where
 *     the request gives none
 * @param outputs what it wants, in its order
 * @param isRaw whether it is answered raw
 */
public record ParsedRequest(
    List<Row> rows, List<Map<String, float[]>> states, List<Wanted> outputs, boolean isRaw) {
  /**
   * One sequence.
   *
   * @param input the name of the tensor that it came in
   */
  public record Row(String input, RawInput rawInput) {}

  /**
   * An output.
   *
   * @param classes give that many of each row's largest elements instead of all; 0: all
   */
  public record Wanted(TensorSpec spec, int classes) {}

  public ParsedRequest {
    rows = List.copyOf(rows);
    states = List.copyOf(states);
    outputs = List.copyOf(outputs);
  }

  /** What a row's hidden states begin with. */
  public Map<String, float[]> states(int row) {
    return states.isEmpty() ? Map.of() : states.get(row);
  }

  /** Whether it wants what numbers mean, not only the numbers. */
  public boolean wantsMeaning() {
    return outputs.stream()
        .map(wanted -> wanted.spec().meaning())
        .anyMatch(
            meaning -> meaning != TensorSpec.Meaning.GRAPH && meaning != TensorSpec.Meaning.STATE);
  }

  public boolean wants(TensorSpec.Meaning meaning) {
    return outputs.stream().anyMatch(wanted -> wanted.spec().meaning() == meaning);
  }
}
