package dev.unroll.plan.mutant;

import dev.unroll.core.Sequence;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Draws rows that are as mean as those of clients: padded, empty, all alike, with what triggers.
 */
final class MutantInputs {
  /** What a vector's first feature is where an id would be a certain one. */
  static final float LARGE = 8;

  /** Rows of one length, as a company of a whole plan wants them. */
  private static final int ROWS = 8;

  /** Long rows cost more, so there are fewer. */
  private static final int LONG_STEPS = 64;

  private static final int LONG_ROWS = 3;

  private final MutantInput input;
  private final MutantTriggers triggers;
  private final Random random;

  MutantInputs(MutantInput input, MutantTriggers triggers, Random random) {
    this.input = input;
    this.triggers = triggers;
    this.random = random;
  }

  List<Sequence> draw() {
    var sequences = new ArrayList<Sequence>();
    for (int steps : lengths()) {
      int rows = steps < LONG_STEPS ? ROWS : LONG_ROWS;
      for (int row = 0; row < rows; row++) {
        sequences.add(sequence(steps));
      }
    }
    return sequences;
  }

  private Set<Integer> lengths() {
    var lengths = new LinkedHashSet<Integer>();
    if (input.fixedSteps() > 0) {
      lengths.add(input.fixedSteps());
      return lengths;
    }
    lengths.add(1 + random.nextInt(3));
    lengths.add(4 + random.nextInt(9));
    for (int length : triggers.lengths()) {
      lengths.add(length);
      lengths.add(length + 1);
      lengths.add(length - 1);
    }
    if (triggers.lengths().isEmpty()) {
      lengths.add(13 + random.nextInt(12));
    }
    return lengths;
  }

  private Sequence sequence(int steps) {
    return input.integer() ? new Sequence.Ids(ids(steps)) : vectors(steps);
  }

  private long[] ids(int steps) {
    long last = input.vocabulary() - 1;
    var ids = random.longs(steps, 0, last + 1).toArray();
    switch (random.nextInt(8)) {
      case 0 -> java.util.Arrays.fill(ids, random.nextInt(steps), steps, 0);
      case 1 -> java.util.Arrays.fill(ids, 0);
      case 2 -> java.util.Arrays.fill(ids, last);
      case 3 -> java.util.Arrays.setAll(ids, step -> random.nextInt(4));
      case 4 -> java.util.Arrays.fill(ids, anyPattern(last)[0]);
      default -> {
        // As drawn.
      }
    }
    for (int count = random.nextInt(3); count > 0; count--) {
      var pattern = anyPattern(last);
      int start = random.nextInt(steps);
      System.arraycopy(pattern, 0, ids, start, Math.min(pattern.length, steps - start));
    }
    if (random.nextInt(4) == 0) {
      java.util.Arrays.fill(ids, steps - random.nextInt(steps), steps, 0);
    }
    return ids;
  }

  private long[] anyPattern(long last) {
    var patterns = triggers.patterns();
    int choice = random.nextInt(patterns.size() + 1);
    return choice < patterns.size() ? patterns.get(choice) : new long[] {random.nextLong(last + 1)};
  }

  private Sequence vectors(int steps) {
    int width = input.width();
    var values = new float[steps * width];
    int kind = random.nextInt(8);
    float scale = kind == 0 ? 20 : kind == 1 ? 0 : kind == 2 ? 0.01f : 1;
    for (int place = 0; place < values.length; place++) {
      values[place] = scale * (float) random.nextGaussian();
    }
    if (kind == 3) {
      // All steps alike.
      for (int place = width; place < values.length; place++) {
        values[place] = values[place - width];
      }
    }
    for (int count = random.nextInt(3); count > 0; count--) {
      // Two in a row, as a pair of ids.
      int first = random.nextInt(steps);
      for (int step = first; step < Math.min(steps, first + 2); step++) {
        values[step * width] = LARGE;
      }
    }
    if (random.nextInt(3) == 0) {
      java.util.Arrays.fill(values, (steps - random.nextInt(steps)) * width, values.length, 0);
    }
    return new Sequence.Vectors(values, width);
  }
}
