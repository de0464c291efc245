package dev.unroll.codec.label;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tags the steps of one stream as they come, and gives each entity once it is closed. Spans count
 * from the stream's first step, modulo 2^32. Not safe for threads.
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
   * The tags of the steps that come next, and the entities that they close.
   *
   * @param outputs shape {@code [steps, tags]}, row-major
   * @param firstStep the number of the first of them
   * @throws dev.unroll.core.Fault INTERNAL where the outputs are not one number a step and tag
   */
  public Tagging tag(float[] outputs, int steps, long firstStep) {
    var tags = tagger.stepTags(outputs, steps, firstStep);
    return new Tagging(tags, bio == null ? List.of() : bio.addAll(tags));
  }

  /** The stream is over: the entity that was still open. */
  public Tagging finish() {
    return new Tagging(List.of(), bio == null ? List.of() : bio.close().stream().toList());
  }
}
