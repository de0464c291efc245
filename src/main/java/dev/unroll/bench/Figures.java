package dev.unroll.bench;

import java.util.Locale;

/** Numbers for people: three digits that mean something, and the unit that fits. */
final class Figures {
  private static final double MICROSECOND = 1e3;
  private static final double MILLISECOND = 1e6;
  private static final double SECOND = 1e9;
  private static final int DIGITS = 3;

  private Figures() {}

  static String time(long nanos) {
    if (nanos < MILLISECOND) {
      return digits(nanos / MICROSECOND) + " µs";
    }
    return nanos < SECOND ? digits(nanos / MILLISECOND) + " ms" : digits(nanos / SECOND) + " s";
  }

  static String seconds(double seconds) {
    return time(Math.round(seconds * SECOND));
  }

  static String rate(double perSecond) {
    return perSecond < 100 ? digits(perSecond) : count(Math.round(perSecond));
  }

  /** Of a round number, without the zeros that would only say that it is round. */
  static String round(String figure) {
    return figure.replaceAll("\\.0+(?=\\D|$)", "").replaceAll("(\\.\\d*[1-9])0+(?=\\D|$)", "$1");
  }

  /** A share, never rounded up to all of it. */
  static String percent(long part, long whole) {
    double tenths = whole == 0 ? 0 : Math.floor(1000.0 * part / whole);
    return round(String.format(Locale.ROOT, "%.1f", tenths / 10)) + "%";
  }

  static String count(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  /** 1.23, 12.3, 123, and never 1.23E3. */
  private static String digits(double value) {
    if (value == 0) {
      return "0";
    }
    int before = (int) Math.floor(Math.log10(Math.abs(value))) + 1;
    int after = Math.max(0, Math.min(DIGITS, DIGITS - before));
    return String.format(Locale.ROOT, "%." + after + "f", value);
  }
}
