package dev.unroll.openinference.tensor;

import dev.unroll.codec.RawInput;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A request that has been read and checked against its model.
 *
 * @param rows one row for each sequence; at least one
 * @param states the initial states of each row, by the name of the state's input; empty if the
 *     request has none
 * @param outputs the requested outputs, in its order
 * @param isRaw whether the response uses raw contents
 * @param padding the padding that the client has sent; empty if it has sent none
 */
public record ParsedRequest(
    List<Row> rows,
    List<Map<String, float[]>> states,
    List<Wanted> outputs,
    boolean isRaw,
    Optional<Padding> padding) {
  /**
   * One sequence.
   *
   * @param input the name of its tensor
   */
  public record Row(String input, RawInput rawInput) {}

  /**
   * A requested output.
   *
   * @param classes how many of each row's largest elements to return as a classification; 0 returns
   *     the tensor itself
   */
  public record Wanted(TensorSpec spec, int classes) {}

  /**
   * The padding of a batch, which is removed before anything is computed.
   *
   * @param steps the steps of the tensor, with padding
   * @param lengths the steps of each row, without padding
   */
  record Padding(int steps, List<Integer> lengths) {
    Padding {
      lengths = List.copyOf(lengths);
    }
  }

  public ParsedRequest {
    rows = List.copyOf(rows);
    states = List.copyOf(states);
    outputs = List.copyOf(outputs);
  }

  /**
   * Returns the fewest steps of an output in the response. An output that has as many steps as the
   * input gets the client's padding again, since clients expect the shape that they have sent.
   *
   * @param steps the steps of the output in each row
   */
  int leastSteps(List<Integer> steps) {
    return padding.filter(sent -> sent.lengths().equals(steps)).map(Padding::steps).orElse(0);
  }

  /** Returns a row's initial states. */
  public Map<String, float[]> states(int row) {
    return states.isEmpty() ? Map.of() : states.get(row);
  }

  /** Whether a requested output needs labels, tags or text. */
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
