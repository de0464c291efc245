package dev.unroll.bench.measure;

import java.util.Locale;

/** Formats numbers with three significant digits and a suitable unit. */
public final class Figures {
  public static final double NANOS_PER_SECOND = 1e9;

  private static final double MICROSECOND = 1e3;
  private static final double MILLISECOND = 1e6;
  private static final int DIGITS = 3;

  private Figures() {}

  public static String time(long nanos) {
    if (nanos < MILLISECOND) {
      return digits(nanos / MICROSECOND) + " µs";
    }
    return nanos < NANOS_PER_SECOND
        ? digits(nanos / MILLISECOND) + " ms"
        : digits(nanos / NANOS_PER_SECOND) + " s";
  }

  public static String seconds(double seconds) {
    return time(Math.round(seconds * NANOS_PER_SECOND));
  }

  public static String rate(double perSecond) {
    return perSecond < 100 ? digits(perSecond) : count(Math.round(perSecond));
  }

  public static String count(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  /** Returns 1.23, 12.3 or 123, never 1.23E3. */
  private static String digits(double value) {
    if (value == 0) {
      return "0";
    }
    int before = (int) Math.floor(Math.log10(Math.abs(value))) + 1;
    int after = Math.max(0, Math.min(DIGITS, DIGITS - before));
    return String.format(Locale.ROOT, "%." + after + "f", value);
  }
}
