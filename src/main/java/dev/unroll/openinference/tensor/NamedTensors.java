package dev.unroll.openinference.tensor;

import dev.unroll.codec.RawInput;
import dev.unroll.core.Fault;
import dev.unroll.core.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * The inputs of a request whose model takes each input of its graph by name. Those with an axis of
 * rows have one tensor for each row; any other belongs to all rows.
 */
record NamedTensors(List<InputTensor> inputs) {
  /**
   * Returns the number of rows.
   *
   * @throws Fault INVALID_ARGUMENT if two inputs have different numbers of rows
   */
  int count() {
    var apart = inputs.stream().filter(input -> input.spec().batchAxis() >= 0).toList();
    for (var input : apart) {
      if (input.rows() != apart.get(0).rows()) {
        throw Fault.invalid(
            "inputs['" + input.spec().name() + "']",
            "has "
                + input.rows()
                + " rows, but '"
                + apart.get(0).spec().name()
                + "' has "
                + apart.get(0).rows()
                + "; all inputs must have the same number");
      }
    }
    return apart.isEmpty() ? 1 : apart.get(0).rows();
  }

  /** Returns the rows, each with its part of every input. */
  List<ParsedRequest.Row> rows() {
    var rows = new ArrayList<ParsedRequest.Row>();
    int count = count();
    for (int row = 0; row < count; row++) {
      var tensors = new LinkedHashMap<String, Tensor>();
      for (var input : inputs) {
        tensors.put(input.spec().name(), input.tensor(row));
      }
      rows.add(new ParsedRequest.Row("", new RawInput.Tensors(tensors)));
    }
    return rows;
  }
}
