package dev.unroll.codec.label;

import dev.unroll.core.Fault;

/** Checks a graph's outputs before they are interpreted. */
final class OutputChecks {
  private OutputChecks() {}

  static void check(float[] outputs, int expected) {
    if (outputs.length != expected) {
      throw Fault.internal(
          "the model gave " + outputs.length + " values, but its labels need " + expected, null);
    }
    for (int index = 0; index < outputs.length; index++) {
      if (Float.isNaN(outputs[index])) {
        throw Fault.internal("the model's output " + index + " is NaN", null);
      }
    }
  }
}
