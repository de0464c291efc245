package dev.unroll.plan;

import dev.unroll.core.Sequence;
import java.util.Random;

/** Draws inputs to try a graph with: the same ones each time, so that a load can be repeated. */
final class Draw {
  private final Random random = new Random(20161018);
  private final boolean integer;
  private final long vocabularySize;
  private final int width;

  /**
   * @param vocabularySize ids are drawn below it; 0: not known, then only ids 0 and 1
   * @param width values a step, for vectors
   */
  Draw(boolean integer, long vocabularySize, int width) {
    this.integer = integer;
    this.vocabularySize = vocabularySize > 0 ? vocabularySize : 2;
    this.width = width;
  }

  Sequence sequence(int steps) {
    return integer
        ? new Sequence.Ids(ids(steps * width))
        : new Sequence.Vectors(floats(steps * width), width);
  }

  long[] ids(int count) {
    return random.longs(count, 0, vocabularySize).toArray();
  }

  float[] floats(int count) {
    var floats = new float[count];
    for (int index = 0; index < count; index++) {
      floats[index] = (float) random.nextGaussian();
    }
    return floats;
  }
}
