package dev.unroll.client.print;

import dev.unroll.v1.Span;
import dev.unroll.v1.Tag;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Shows tags below their words, in columns, wrapped to the width of the screen. The words of an
 * entity are in brackets. A tag with a low score has a question mark.
 */
final class TagLines {
  private static final float DOUBT = 0.5f;
  private static final int GAP = 2;

  private TagLines() {}

  static List<String> of(List<Tag> tags, List<Span> entities, Screen screen) {
    var lines = new ArrayList<String>();
    var words = new StringBuilder();
    var under = new StringBuilder();
    int used = 0;
    for (var tag : tags) {
      var word = word(tag, entities);
      var name = Columns.printable(tag.getTag()) + (tag.getScore() < DOUBT ? "?" : "");
      int columns = Math.max(Columns.width(word), Columns.width(name)) + GAP;
      if (used > 0 && used + columns > screen.columns()) {
        addFold(lines, words, under);
        used = 0;
      }
      words.append(word).append(" ".repeat(columns - Columns.width(word)));
      under
          .append(tag.getScore() < DOUBT ? screen.yellow(name) : screen.cyan(name))
          .append(" ".repeat(columns - Columns.width(name)));
      used += columns;
    }
    if (used > 0) {
      addFold(lines, words, under);
    }
    return lines;
  }

  /** Returns only the entities, one per line. */
  static List<String> entities(List<Span> entities, Screen screen) {
    int typeWidth = width(entities.stream().map(Span::getType).toList());
    int textWidth = width(entities.stream().map(Span::getText).toList());
    var lines = new ArrayList<String>();
    for (var entity : entities) {
      lines.add(
          screen.green(Columns.pad(Columns.printable(entity.getType()), typeWidth))
              + "  "
              + Columns.pad(Columns.printable(entity.getText()), textWidth)
              + String.format(Locale.ROOT, "  %.3f  ", entity.getScore())
              + screen.dim(
                  "["
                      + Integer.toUnsignedString(entity.getStart())
                      + ", "
                      + Integer.toUnsignedString(entity.getEnd())
                      + ")"));
    }
    return lines;
  }

  private static void addFold(List<String> lines, StringBuilder words, StringBuilder under) {
    if (!lines.isEmpty()) {
      lines.add("");
    }
    lines.add(words.toString().stripTrailing());
    lines.add(under.toString().stripTrailing());
    words.setLength(0);
    under.setLength(0);
  }

  /** Returns the tag's text, or the index of the step if there is no text. */
  private static String word(Tag tag, List<Span> entities) {
    var text =
        tag.getText().isEmpty()
            ? Integer.toUnsignedString(tag.getStart())
            : Columns.printable(tag.getText());
    for (var entity : entities) {
      if (tag.getStart() == entity.getStart()) {
        text = "[" + text;
      }
      if (tag.getEnd() == entity.getEnd()) {
        text = text + "]";
      }
    }
    return text;
  }

  private static int width(List<String> texts) {
    return texts.stream().mapToInt(text -> Columns.width(Columns.printable(text))).max().orElse(0);
  }
}
