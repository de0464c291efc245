package dev.unroll.schedule.decode;

/**
 * The exponential function of numbers that are not positive, faster than {@link Math#exp}: a token
 * is chosen among thousands, and each of them needs it.
 *
 * <p>x is split into n parts of ln 2 / 128 and a rest r of at most half a part. Then e^x is 2^(n /
 * 128), from a table and an exponent, times e^r, from its series. What the series leaves out is
 * below r^4 / 24 = 2.3e-12 of the value, what is rounded off a tenth of that; a float distinguishes
 * 6e-8.
 */
final class Exponential {
  private static final int PART_BITS = 7;
  private static final int PARTS = 1 << PART_BITS;
  private static final double PARTS_IN_ONE = PARTS / Math.log(2);
  private static final double PART = Math.log(2) / PARTS;

  /** 2^(part / 128), as the bits of doubles: to add to their exponent is to multiply by 2. */
  private static final long[] POWERS = new long[PARTS];

  /** Added to a double, it leaves the nearest integer in the sum's low bits. */
  private static final double ROUNDER = 0x1.8p52;

  private static final int MANTISSA_BITS = 52;

  /** The exponents of what is below it do not fit. It is 0 beside any 1 all the same. */
  private static final double LEAST = -700;

  static {
    for (int part = 0; part < PARTS; part++) {
      POWERS[part] = Double.doubleToRawLongBits(Math.pow(2, (double) part / PARTS));
    }
  }

  private Exponential() {}

  /**
   * e^x.
   *
   * @param x at most 0; or NaN, whose exponential is NaN
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
