package dev.unroll.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;

/**
 * An axis: where a value lies between its ends, and where its marks are.
 *
 * @param low the value at the beginning; over 0 where logarithmic
 * @param high the value at the end, more than {@code low}
 */
record Scale(double low, double high, boolean logarithmic, List<Mark> marks) {
  private static final int MOST_MARKS = 7;
  private static final double[] STEPS = {1, 2, 5, 10};

  /** A value that has a line and a label. */
  record Mark(double value, String label) {}

  Scale {
    marks = List.copyOf(marks);
  }

  /** 0 at the beginning, 1 at the end; what lies outside is put on the nearer of them. */
  double at(double value) {
    double inside = Math.max(low, Math.min(high, value));
    return logarithmic
        ? Math.log(inside / low) / Math.log(high / low)
        : (inside - low) / (high - low);
  }

  /** From 0 to at least {@code highest}. */
  static Scale linear(double highest, DoubleFunction<String> label) {
    double step = roundUp(Math.max(highest, 1e-9) / (MOST_MARKS - 1));
    var marks = new ArrayList<Mark>();
    for (int index = 0; index == 0 || (index - 1) * step < highest; index++) {
      marks.add(new Mark(index * step, label.apply(index * step)));
    }
    return new Scale(0, (marks.size() - 1) * step, false, marks);
  }

  /** From 0 to exactly {@code highest}. */
  static Scale linearTo(double highest, DoubleFunction<String> label) {
    var rounded = linear(highest, label);
    var inside = rounded.marks().stream().filter(mark -> mark.value() <= highest).toList();
    return new Scale(0, Math.max(highest, 1e-9), false, inside);
  }

  /** From a round value to a round value, around those given; both are over 0. */
  static Scale logarithmic(double lowest, double highest, DoubleFunction<String> label) {
    double low = roundDown(lowest);
    double high = roundUp(Math.max(highest, low * 1.01));
    boolean manyDecades = Math.log10(high / low) > MOST_MARKS / 2.0;
    var marks = new ArrayList<Mark>();
    for (double value = low; value <= high * 1.001; value = roundUp(value * 1.01)) {
      if (!manyDecades || isPowerOfTen(value)) {
        marks.add(new Mark(value, label.apply(value)));
      }
    }
    return new Scale(low, high, true, marks);
  }

  /** Shares of calls as 1/(1 - share), so that each further nine takes as much room. */
  static Scale percentiles(long calls) {
    double high = Math.max(10, calls);
    var marks = new ArrayList<>(List.of(new Mark(1, "0%"), new Mark(2, "50%")));
    var label = new StringBuilder("9");
    for (double value = 10; value <= high; value *= 10) {
      marks.add(new Mark(value, value == 10 ? "90%" : label + "%"));
      label.append(value == 10 ? "9" : value == 100 ? ".9" : "9");
    }
    return new Scale(1, high, true, marks);
  }

  /** Powers of two, each with a mark. */
  static Scale powersOfTwo(int lowest, int highest, DoubleFunction<String> label) {
    var marks = new ArrayList<Mark>();
    for (double value = lowest; value <= highest; value *= 2) {
      marks.add(new Mark(value, label.apply(value)));
    }
    return new Scale(lowest, Math.max(highest, lowest * 2.0), true, marks);
  }

  private static boolean isPowerOfTen(double value) {
    double exponent = Math.log10(value);
    return Math.abs(exponent - Math.rint(exponent)) < 1e-6;
  }

  /** The next of 1, 2 and 5, times a power of ten. */
  private static double roundUp(double value) {
    double power = Math.pow(10, Math.floor(Math.log10(value) + 1e-9));
    for (double step : STEPS) {
      if (step * power >= value * (1 - 1e-9)) {
        return step * power;
      }
    }
    return 10 * power;
  }

  private static double roundDown(double value) {
    double power = Math.pow(10, Math.floor(Math.log10(value) + 1e-9));
    double rounded = power;
    for (double step : STEPS) {
      rounded = step * power <= value * (1 + 1e-9) ? step * power : rounded;
    }
    return rounded;
  }
}
