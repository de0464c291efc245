package dev.unroll.plan.prove;

import dev.unroll.core.Sequence;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Draws inputs to try a graph with. They are the same for each load, so that a load can be
 * repeated.
 *
 * <p>Random input seldom holds what a graph may look for: padding, an end id, a step of zeros, an
 * id that is a constant of the graph. So rows are drawn of several kinds in turn, and neighbouring
 * rows are of different kinds.
 */
public final class RandomInputs {
  /** Ids below this one are often padding, start, end or unknown. */
  static final int FIRST_PLAIN_ID = 4;

  private static final float LARGE = 8;

  private final Random random = new Random(20161018);
  private final boolean integer;
  private final long vocabularySize;
  private final int width;
  private final List<Long> telling;
  private int rows;

  /** The kind of a row's content. */
  private enum Kind {
    ANY,
    /** Zeros from some step on, as a padded row. */
    PADDED,
    ANY_AGAIN,
    /** The first ids, which are often padding, start, end or unknown; or large values. */
    EXTREME,
    /** Zeros before some step. */
    PADDED_BEFORE,
    /** Ids that are constants of the graph; or one step that differs strongly from the others. */
    TELLING,
    /** The same at all steps: the last id, or zeros. */
    CONSTANT
  }

  /**
   * @param vocabularySize ids are drawn below it; 0: not known, then only ids 0 and 1
   * @param width values a step, for vectors
   */
  public RandomInputs(boolean integer, long vocabularySize, int width) {
    this(integer, vocabularySize, width, List.of());
  }

  /**
   * @param vocabularySize ids are drawn below it; 0: not known, then only ids 0 and 1
   * @param width values a step, for vectors
   * @param numbers integer constants of the graph
   */
  public RandomInputs(boolean integer, long vocabularySize, int width, List<Long> numbers) {
    this.integer = integer;
    this.vocabularySize = vocabularySize > 0 ? vocabularySize : 2;
    this.width = width;
    this.telling =
        numbers.stream().filter(number -> number >= 0 && number < this.vocabularySize).toList();
  }

  /** Returns random input without a kind. */
  public Sequence sequence(int steps) {
    return integer
        ? new Sequence.Ids(ids(steps * width))
        : new Sequence.Vectors(floats(steps * width), width);
  }

  /** Returns input of the next kind. */
  public Sequence nextKind(int steps) {
    var kind = Kind.values()[rows++ % Kind.values().length];
    int turn = random.nextInt(steps + 1);
    return integer
        ? new Sequence.Ids(ids(kind, steps, turn))
        : new Sequence.Vectors(floats(kind, steps, turn), width);
  }

  private long[] ids(Kind kind, int steps, int turn) {
    var ids = ids(steps * width);
    switch (kind) {
      case ANY, ANY_AGAIN -> {}
      case PADDED -> Arrays.fill(ids, turn * width, ids.length, 0);
      case PADDED_BEFORE -> Arrays.fill(ids, 0, turn * width, 0);
      case EXTREME -> Arrays.setAll(ids, place -> ids[place] % FIRST_PLAIN_ID);
      case TELLING -> {
        for (int place = 0; place < ids.length && !telling.isEmpty(); place += 2) {
          ids[place] = telling.get(random.nextInt(telling.size()));
        }
      }
      case CONSTANT -> Arrays.fill(ids, vocabularySize - 1);
    }
    return ids;
  }

  private float[] floats(Kind kind, int steps, int turn) {
    var floats = floats(steps * width);
    switch (kind) {
      case ANY, ANY_AGAIN -> {}
      case PADDED -> Arrays.fill(floats, turn * width, floats.length, 0);
      case PADDED_BEFORE -> Arrays.fill(floats, 0, turn * width, 0);
      case EXTREME -> {
        for (int place = 0; place < floats.length; place++) {
          floats[place] *= LARGE;
        }
      }
      case TELLING ->
          Arrays.fill(
              floats,
              Math.min(turn, steps - 1) * width,
              (Math.min(turn, steps - 1) + 1) * width,
              LARGE);
      case CONSTANT -> Arrays.fill(floats, 0);
    }
    return floats;
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
