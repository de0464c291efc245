package dev.unroll.codec.label;

import java.util.List;

/**
 * The tags and entities of a sequence.
 *
 * @param tags in order
 * @param entities in order; empty if the tags have no scheme
 */
public record Tagging(List<Tag> tags, List<EntitySpan> entities) {
  public Tagging {
    tags = List.copyOf(tags);
    entities = List.copyOf(entities);
  }
}
