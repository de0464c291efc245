package dev.unroll.client.print;

import dev.unroll.v1.Label;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Shows ranked labels, each with a bar for its score. */
final class LabelLines {
  private static final int BAR_COLUMNS = 14;
  private static final int LABEL_COLUMNS = 40;

  private LabelLines() {}

  static List<String> of(List<Label> labels, int limit, Screen screen) {
    var shown = labels.subList(0, Math.min(limit, labels.size()));
    int width = shown.stream().mapToInt(label -> Columns.width(name(label))).max().orElse(0);
    var lines = new ArrayList<String>();
    for (int rank = 0; rank < shown.size(); rank++) {
      var label = shown.get(rank);
      var name = Columns.pad(name(label), width);
      lines.add(
          (rank == 0 ? screen.bold(name) : name)
              + "  "
              + screen.cyan(Bar.of(label.getScore(), BAR_COLUMNS))
              + "  "
              + score(label.getScore()));
    }
    if (shown.size() < labels.size()) {
      lines.add(screen.dim("and " + (labels.size() - shown.size()) + " more (--top-k)"));
    }
    return lines;
  }

  /** Three decimals, or as many digits of a score that they would show as zero. */
  private static String score(float score) {
    boolean isTiny = score > 0 && score < 0.001;
    return String.format(Locale.ROOT, isTiny ? "%.2e" : "%.3f", score);
  }

  private static String name(Label label) {
    return Columns.shorten(Columns.printable(label.getLabel()), LABEL_COLUMNS);
  }
}
