package dev.unroll.codec.label;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tags the steps of one stream as they come, and returns each entity when it is closed. Spans count
 * steps from the stream's first, modulo 2^32. Not thread-safe.
 */
public final class LiveTagger {
  private final Tagger tagger;
  private final @Nullable Bio bio;

  LiveTagger(Tagger tagger, TagScheme scheme) {
    this.tagger = tagger;
    this.bio =
        switch (scheme) {
          case PLAIN -> null;
          case BIO -> new Bio(null);
        };
  }

  /**
   * Returns the tags of the next steps, and the entities that they close.
   *
   * @param outputs shape {@code [steps, tags]}, row-major
   * @param firstStep the index of the first of these steps in the stream
   * @throws dev.unroll.core.Fault INTERNAL if the outputs are not one number per step and tag
   */
  public Tagging tag(float[] outputs, int steps, long firstStep) {
    var tags = tagger.stepTags(outputs, steps, firstStep);
    return new Tagging(tags, bio == null ? List.of() : bio.addAll(tags));
  }

  /** Ends the stream. Returns the entity that was still open, if any. */
  public Tagging finish() {
    return new Tagging(List.of(), bio == null ? List.of() : bio.close().stream().toList());
  }
}
