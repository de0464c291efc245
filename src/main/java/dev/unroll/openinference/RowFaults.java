package dev.unroll.openinference;

import dev.unroll.core.Fault;
import dev.unroll.core.Fault.Kind;
import dev.unroll.openinference.tensor.ParsedRequest;

/** Rewords the faults of a row's input for clients that sent a tensor. */
final class RowFaults {
  private RowFaults() {}

  /**
   * @param row the row's index in the batch
   */
  static Fault of(Fault fault, ParsedRequest parsedRequest, int row, String model) {
    var field = fault.field();
    if (fault.kind() != Kind.INVALID_ARGUMENT || field == null || !field.startsWith("input")) {
      return fault;
    }
    if (field.startsWith("inputs[")) {
      // It names the tensor already.
      return fault;
    }
    int index = field.indexOf('[');
    var place =
        new StringBuilder("inputs['").append(parsedRequest.rows().get(row).input()).append("']");
    if (parsedRequest.rows().size() > 1) {
      place.append(" row ").append(row);
    }
    if (index >= 0) {
      place.append(' ').append(field.substring(index));
    }
    return Fault.invalid(place.toString(), fault.reason() + " (model '" + model + "')");
  }
}
