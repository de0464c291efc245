package dev.unroll.codec;

import dev.unroll.core.Fault;

/** Checks a sequence against a model's bounds. Faults name field, value and what is allowed. */
record SequenceChecks(InputBounds bounds) {
  /** Checks ids and their number. */
  void ids(long[] ids, String field) {
    steps(ids.length, field);
    long least = bounds.leastId();
    long last = bounds.lastId();
    for (int index = 0; index < ids.length; index++) {
      if (ids[index] < least || ids[index] > last) {
        throw Fault.invalid(field + "[" + index + "]", "id " + ids[index] + outside(ids[index]));
      }
    }
  }

  private String outside(long id) {
    if (id < 0 && bounds.lastId() == Long.MAX_VALUE) {
      return " is negative";
    }
    var range = " is outside this model's [" + bounds.leastId() + ", " + bounds.lastId() + "]";
    boolean isOfType = bounds.lastId() == bounds.type().most();
    return isOfType ? range + ": its input is " + bounds.type().label() : range;
  }

  /** Checks that the values are finite and make whole steps, whose number is allowed. */
  void vectors(float[] values, int width, String field) {
    if (values.length % width != 0) {
      throw Fault.invalid(
          field,
          "has "
              + values.length
              + " values; their number must be a multiple of this model's width, "
              + width);
    }
    steps(values.length / width, field);
    for (int index = 0; index < values.length; index++) {
      if (!Float.isFinite(values[index])) {
        throw Fault.invalid(
            field + "[" + index + "]", "is " + values[index] + "; values must be finite");
      }
    }
    TypeChecks.floats(bounds.type(), values, field);
  }

  /** Checks the number of steps. */
  void steps(int steps, String field) {
    if (steps == 0) {
      throw Fault.invalid(field, "is empty; a sequence has at least one step");
    }
    if (steps >= bounds.minSteps() && steps <= bounds.maxSteps()) {
      return;
    }
    throw Fault.invalid(field, count(steps) + "; this model takes " + allowed());
  }

  private String allowed() {
    if (bounds.minSteps() == bounds.maxSteps()) {
      return "exactly " + count(bounds.maxSteps());
    }
    if (bounds.minSteps() == 1) {
      return "at most " + bounds.maxSteps();
    }
    return bounds.minSteps() + " to " + bounds.maxSteps();
  }

  static String count(int steps) {
    return steps == 1 ? "1 step" : steps + " steps";
  }
}
