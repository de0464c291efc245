package dev.unroll.plan;

import dev.unroll.runtime.Port;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** The ways that an input could keep rows and steps, by its type and rank. */
final class LayoutHypotheses {
  private static final Pattern ROWS = Pattern.compile("batch|rows|^(b|bs|n)$");

  private static final Pattern STEPS = Pattern.compile("time|step|seq|frame|len|^(t|l)$");

  private LayoutHypotheses() {}

  /** Likeliest first. */
  static List<Layout> of(Port input) {
    int rank = input.rank();
    if (input.type().isInteger()) {
      return switch (rank) {
        case 1 -> List.of(new Layout(-1, 0), new Layout(0, -1));
        case 2 -> List.of(new Layout(0, 1), new Layout(1, 0));
        default -> List.of();
      };
    }
    return switch (rank) {
      case 0, 1 -> List.of();
      case 2 -> List.of(new Layout(0, -1), new Layout(-1, 0));
      case 3 -> List.of(new Layout(0, 1), new Layout(1, 0));
      default -> List.of(new Layout(0, -1));
    };
  }

  /** Whether the axis of rows has a name that exporters and people give to rows. */
  static boolean isNamedRows(Port input, Layout layout) {
    if (layout.batchAxis() < 0) {
      return false;
    }
    var dimension = input.dimensions().get(layout.batchAxis());
    var name = dimension.name().toLowerCase(Locale.ROOT);
    return dimension.size() == 1 || ROWS.matcher(name).find();
  }

  /** Whether the axis of steps has a name that exporters and people give to steps. */
  static boolean isNamedSteps(Port input, Layout layout) {
    if (layout.timeAxis() < 0) {
      return false;
    }
    var name = input.dimensions().get(layout.timeAxis()).name().toLowerCase(Locale.ROOT);
    return STEPS.matcher(name).find();
  }

  static String describe(Layout layout) {
    var rows = layout.batchAxis() < 0 ? "one row" : "rows on axis " + layout.batchAxis();
    return layout.timeAxis() < 0 ? rows : rows + ", steps on axis " + layout.timeAxis();
  }
}
