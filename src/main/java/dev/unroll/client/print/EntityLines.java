package dev.unroll.client.print;

import dev.unroll.v1.Span;
import dev.unroll.v1.Tag;
import java.util.List;

/**
 * Shows a text with its entities in brackets: {@code [New York LOC] is large}. For BIO tags this is
 * easier to read than a column for every character.
 */
final class EntityLines {
  private EntityLines() {}

  /** Returns whether the tags stand for text, and all are BIO tags. */
  static boolean areFor(List<Tag> tags) {
    return !tags.isEmpty()
        && tags.stream().allMatch(tag -> !tag.getText().isEmpty() && marksEntities(tag.getTag()));
  }

  private static boolean marksEntities(String tag) {
    return tag.equals("O") || tag.startsWith("B-") || tag.startsWith("I-");
  }

  /** Returns one line. A gap between two tags becomes a space. */
  static List<String> of(List<Tag> tags, List<Span> entities, Screen screen) {
    var line = new StringBuilder();
    var entity = new StringBuilder();
    int next = 0;
    int written = tags.get(0).getStart();
    for (var tag : tags) {
      boolean inside = next < entities.size() && entities.get(next).getStart() <= tag.getStart();
      var target = inside ? entity : line;
      // The space before an entity is outside its bracket.
      boolean begins = inside && entity.isEmpty();
      (begins ? line : target).append(" ".repeat(Math.max(0, tag.getStart() - written)));
      target.append(Columns.printable(tag.getText()));
      written = tag.getEnd();
      if (inside && entities.get(next).getEnd() <= tag.getEnd()) {
        close(line, entity, entities.get(next), screen);
        next++;
      }
    }
    line.append(entity);
    return List.of(line.toString());
  }

  private static void close(StringBuilder line, StringBuilder entity, Span span, Screen screen) {
    line.append('[').append(screen.green(entity.toString()));
    if (!span.getType().isEmpty()) {
      line.append(' ').append(screen.dim(Columns.printable(span.getType())));
    }
    line.append(']');
    entity.setLength(0);
  }
}
