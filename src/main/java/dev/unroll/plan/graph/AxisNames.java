package dev.unroll.plan.graph;

import dev.unroll.runtime.Dimension;
import dev.unroll.runtime.Port;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Rates a layout by the names and sizes of an input's axes. A word decides, and so does a size of
 * 1, which exporters write for one row. A letter alone does not: {@code n} may be the number of
 * rows or of steps. Two letters that agree decide.
 */
public final class AxisNames {
  /** The support from which on a layout is decided. */
  public static final int TOLD = 2;

  private static final Pattern ROWS = Pattern.compile("batch|rows|^bs$");
  private static final Pattern STEPS = Pattern.compile("time|step|seq|frame|len");
  private static final Pattern ROWS_LETTER = Pattern.compile("^(b|n)$");
  private static final Pattern STEPS_LETTER = Pattern.compile("^(t|l)$");

  private AxisNames() {}

  /**
   * Returns how much the names support a layout: from {@link #TOLD} on they decide for it; below 0
   * they support the other layout.
   */
  public static int support(Port input, Layout layout) {
    int words = support(input, layout, ROWS, STEPS);
    if (words != 0) {
      return TOLD * Integer.signum(words);
    }
    int single = single(input, layout.batchAxis()) - single(input, layout.timeAxis());
    return single != 0 ? TOLD * single : support(input, layout, ROWS_LETTER, STEPS_LETTER);
  }

  /** Returns whether the axis has a name that is used for rows. */
  public static boolean areRows(Dimension dimension) {
    var name = dimension.name().toLowerCase(Locale.ROOT);
    return ROWS.matcher(name).find() || ROWS_LETTER.matcher(name).find();
  }

  /** Returns whether the axis has a name that is used for steps. */
  public static boolean areSteps(Dimension dimension) {
    var name = dimension.name().toLowerCase(Locale.ROOT);
    return !areRows(dimension) && (STEPS.matcher(name).find() || STEPS_LETTER.matcher(name).find());
  }

  private static int support(Port input, Layout layout, Pattern rows, Pattern steps) {
    return role(input, layout.batchAxis(), rows, steps)
        - role(input, layout.timeAxis(), rows, steps);
  }

  /** Returns 1 for rows, -1 for steps, and 0 where the name fits neither or both. */
  private static int role(Port input, int axis, Pattern rows, Pattern steps) {
    if (axis < 0) {
      return 0;
    }
    var name = input.dimensions().get(axis).name().toLowerCase(Locale.ROOT);
    return (rows.matcher(name).find() ? 1 : 0) - (steps.matcher(name).find() ? 1 : 0);
  }

  private static int single(Port input, int axis) {
    return axis >= 0 && input.dimensions().get(axis).size() == 1 ? 1 : 0;
  }
}
