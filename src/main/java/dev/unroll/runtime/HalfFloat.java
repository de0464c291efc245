package dev.unroll.runtime;

import ai.onnxruntime.platform.Fp16Conversions;

/** IEEE 754 binary16, which Java has no type for, as its bits. */
public final class HalfFloat {
  private HalfFloat() {}

  public static float toFloat(short bits) {
    return Fp16Conversions.fp16ToFloat(bits);
  }

  /** The nearest half; what is too large becomes infinity. */
  public static short toBits(float value) {
    return Fp16Conversions.floatToFp16(value);
  }
}
