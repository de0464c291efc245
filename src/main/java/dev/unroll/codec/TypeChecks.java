package dev.unroll.codec;

import dev.unroll.core.Fault;
import dev.unroll.runtime.ElementType;
import dev.unroll.runtime.HalfFloat;

/**
 * Checks that an element type can hold the values of a client, which come as longs and floats. A
 * value that is cut to fit would get a wrong answer.
 */
public final class TypeChecks {
  private static final float MOST_HALF = 65504;

  private TypeChecks() {}

  /**
   * Checks integers.
   *
   * @param field the path of the tensor
   * @throws Fault INVALID_ARGUMENT naming the first value that does not fit, and what is allowed
   */
  public static void integers(ElementType type, long[] values, String field) {
    for (int index = 0; index < values.length; index++) {
      if (!type.holds(values[index])) {
        throw Fault.invalid(
            field + "[" + index + "]",
            "is %d; this input is %s, which holds %d to %d"
                .formatted(values[index], type.label(), type.least(), type.most()));
      }
    }
  }

  /**
   * Checks floats: a number that a half cannot hold would become infinite.
   *
   * @param field the path of the tensor
   * @throws Fault INVALID_ARGUMENT naming the first value that does not fit, and what is allowed
   */
  static void floats(ElementType type, float[] values, String field) {
    if (type != ElementType.FLOAT16) {
      return;
    }
    for (int index = 0; index < values.length; index++) {
      boolean fits =
          !Float.isFinite(values[index])
              || Float.isFinite(HalfFloat.toFloat(HalfFloat.toBits(values[index])));
      if (!fits) {
        throw Fault.invalid(
            field + "[" + index + "]",
            "is %s; this input is %s, which holds %s to %s"
                .formatted(values[index], type.label(), -MOST_HALF, MOST_HALF));
      }
    }
  }
}
