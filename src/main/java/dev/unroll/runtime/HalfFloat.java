package dev.unroll.runtime;

import ai.onnxruntime.platform.Fp16Conversions;

/** Conversions of IEEE 754 binary16 numbers, which Java has no type for, held as their bits. */
public final class HalfFloat {
  private HalfFloat() {}

  public static float toFloat(short bits) {
    return Fp16Conversions.fp16ToFloat(bits);
  }

  /** Returns the nearest half. A value that is too large becomes infinity. */
  public static short toBits(float value) {
    return Fp16Conversions.floatToFp16(value);
  }
}
