package dev.unroll.codec;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Joins tags {@code B-X} and {@code I-X} into entities of type X by the rule of conlleval: an I
 * that follows no entity of its own type begins one. Plain {@code B} and {@code I} make entities of
 * an empty type; any other tag is outside.
 */
final class Bio {
  private Bio() {}

  /**
   * The entities of these tags.
   *
   * @param text what the tags' spans count in; null where they are steps
   */
  static List<EntitySpan> entities(List<Tag> tags, @Nullable CodePoints text) {
    var entities = new ArrayList<EntitySpan>();
    int first = -1;
    for (int index = 0; index < tags.size(); index++) {
      var tag = tags.get(index).tag();
      boolean goesOn = first >= 0 && isInside(tag) && type(tag).equals(type(tags.get(first).tag()));
      if (goesOn) {
        continue;
      }
      if (first >= 0) {
        entities.add(entity(tags.subList(first, index), text));
      }
      first = isBegin(tag) || isInside(tag) ? index : -1;
    }
    if (first >= 0) {
      entities.add(entity(tags.subList(first, tags.size()), text));
    }
    return entities;
  }

  private static EntitySpan entity(List<Tag> tags, @Nullable CodePoints text) {
    int start = tags.get(0).start();
    int end = tags.get(tags.size() - 1).end();
    double score = tags.stream().mapToDouble(Tag::score).average().orElse(0);
    return new EntitySpan(
        type(tags.get(0).tag()),
        start,
        end,
        text == null ? "" : text.slice(start, end),
        (float) score);
  }

  private static boolean isBegin(String tag) {
    return tag.equals("B") || tag.startsWith("B-");
  }

  private static boolean isInside(String tag) {
    return tag.equals("I") || tag.startsWith("I-");
  }

  private static String type(String tag) {
    return tag.length() > 2 ? tag.substring(2) : "";
  }
}
