package dev.unroll.schedule.decode;

/**
 * The exponential function for numbers up to 0. It is faster than {@link Math#exp}, which matters
 * since each choice of a token needs it for the whole vocabulary.
 *
 * <p>x is split into n parts of ln 2 / 128 and a rest r of at most half a part. Then e^x is 2^(n /
 * 128), from a table and an exponent, times e^r, from its series. The series has a relative error
 * below r^4 / 24 = 2.3e-12, and rounding adds a tenth of that. The precision of a float is 6e-8.
 */
final class Exponential {
  private static final int PART_BITS = 7;
  private static final int PARTS = 1 << PART_BITS;
  private static final double PARTS_IN_ONE = PARTS / Math.log(2);
  private static final double PART = Math.log(2) / PARTS;

  /** 2^(part / 128), as the bits of doubles; adding 1 to the exponent bits multiplies by 2. */
  private static final long[] POWERS = new long[PARTS];

  /** When added to a double, the low bits of the sum are the nearest integer. */
  private static final double ROUNDER = 0x1.8p52;

  private static final int MANTISSA_BITS = 52;

  /**
   * Below this the exponent would underflow. The result is negligible in any sum that contains 1.
   */
  private static final double LEAST = -700;

  static {
    for (int part = 0; part < PARTS; part++) {
      POWERS[part] = Double.doubleToRawLongBits(Math.pow(2, (double) part / PARTS));
    }
  }

  private Exponential() {}

  /**
   * Returns e^x.
   *
   * @param x at most 0, or NaN, for which the result is NaN
   */
  static double of(double x) {
    if (x < LEAST) {
      return 0;
    }
    double shifted = x * PARTS_IN_ONE + ROUNDER;
    long parts = Double.doubleToRawLongBits(shifted);
    double rest = x - (shifted - ROUNDER) * PART;
    double series = 1 + rest * (1 + rest * (0.5 + rest * (1 / 6.0)));
    long power = POWERS[(int) parts & (PARTS - 1)] + ((parts >> PART_BITS) << MANTISSA_BITS);
    return Double.longBitsToDouble(power) * series;
  }
}
