package dev.unroll.codec.label;

import dev.unroll.codec.tokenizer.CodePoints;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Joins tags {@code B-X} and {@code I-X} into entities of type X by the rule of conlleval: an I
 * that does not follow an entity of its type begins one. Plain {@code B} and {@code I} make
 * entities with an empty type; any other tag is outside.
 *
 * <p>Tags may come in parts. The memory for an open entity does not grow with its length. Not
 * thread-safe.
 */
final class Bio {
  private final @Nullable CodePoints text;

  // The open entity. The type is null if no entity is open.
  private @Nullable String type;
  private int start;
  private int end;
  private double scores;
  private long count;

  /**
   * @param text the text that the tags' spans refer to; null if spans count steps
   */
  Bio(@Nullable CodePoints text) {
    this.text = text;
  }

  /** Returns the entities of a whole sequence of tags. */
  static List<EntitySpan> entities(List<Tag> tags, @Nullable CodePoints text) {
    var bio = new Bio(text);
    var entities = bio.addAll(tags);
    bio.close().ifPresent(entities::add);
    return entities;
  }

  /** Adds the next tags, and returns the entities that they close. */
  List<EntitySpan> addAll(List<Tag> tags) {
    var closed = new ArrayList<EntitySpan>();
    for (var tag : tags) {
      if (!goesOn(tag)) {
        close().ifPresent(closed::add);
        open(tag);
      }
      if (type != null) {
        end = tag.end();
        scores += tag.score();
        count++;
      }
    }
    return closed;
  }

  private boolean goesOn(Tag tag) {
    return isInside(tag.tag()) && type(tag.tag()).equals(type);
  }

  private void open(Tag tag) {
    if (isBegin(tag.tag()) || isInside(tag.tag())) {
      type = type(tag.tag());
      start = tag.start();
      scores = 0;
      count = 0;
    }
  }

  /** Closes and returns the open entity, or returns empty if none is open. */
  Optional<EntitySpan> close() {
    var closed = type;
    if (closed == null) {
      return Optional.empty();
    }
    type = null;
    var slice = text == null ? "" : text.slice(start, end);
    return Optional.of(new EntitySpan(closed, start, end, slice, (float) (scores / count)));
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
