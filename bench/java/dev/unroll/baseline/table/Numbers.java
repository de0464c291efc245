package dev.unroll.baseline.table;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;

/** Numbers for people. */
final class Numbers {
  private static final MathContext THREE_DIGITS = new MathContext(3);

  private Numbers() {}

  /** Three digits that count: 1.23, 0.00457, 12,300. */
  static String threeDigits(double value) {
    if (!Double.isFinite(value)) {
      return "-";
    }
    var rounded = new BigDecimal(value).round(THREE_DIGITS);
    return rounded.abs().compareTo(BigDecimal.valueOf(1000)) >= 0
        ? String.format(java.util.Locale.ROOT, "%,d", rounded.longValue())
        : rounded.setScale(Math.max(0, rounded.scale())).stripTrailingZeros().toPlainString();
  }

  /** The middle one, or the mean of the two in the middle; NaN of none. */
  static double median(List<Double> values) {
    var sorted = values.stream().sorted().toList();
    int half = sorted.size() / 2;
    if (sorted.isEmpty()) {
      return Double.NaN;
    }
    return sorted.size() % 2 == 1
        ? sorted.get(half)
        : (sorted.get(half - 1) + sorted.get(half)) / 2;
  }
}
