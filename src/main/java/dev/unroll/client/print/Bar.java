package dev.unroll.client.print;

/** A horizontal bar in eighths of a column. */
final class Bar {
  private static final String EIGHTHS = " ▏▎▍▌▋▊▉";

  private Bar() {}

  /** Returns a bar of a share of the columns, padded with spaces; clamped to [0, 1]. */
  static String of(float share, int columns) {
    float within = Float.isNaN(share) ? 0 : Math.max(0, Math.min(1, share));
    int eighths = Math.round(within * columns * 8);
    var bar = "█".repeat(eighths / 8);
    if (eighths % 8 > 0) {
      bar += EIGHTHS.charAt(eighths % 8);
    }
    return bar + " ".repeat(columns - bar.length());
  }
}
