package dev.unroll.schedule;

import dev.unroll.schedule.cost.CostModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Chooses how many rows share the next slice, and how many steps each gives. A pure function of
 * what waits and of what it costs.
 *
 * <p>The most urgent row is in. With it go the rows that make the most useful steps for each
 * nanosecond that the {@link CostModel} predicts. If {@code n} rows share a slice, it can have as
 * many steps as the {@code n}th longest of them has left, for there is no padding: so there is one
 * best slice for each {@code n}, and only those are compared. On the way the knee finds itself: a
 * stage that gains nothing from company runs alone and whole, a large softmax gathers all it can
 * get.
 *
 * <p>Two rules bend that. A slice is bounded in time, so that a newcomer never waits long behind a
 * long document. And while other lanes are idle, rows beyond the knee are left to them.
 */
final class SliceChooser {
  /** A newcomer waits for one slice at the most before its turn can come. */
  static final double LONGEST_NANOS = 2_000_000;

  /** Where calls are dear (a GPU, a huge graph), slices must be longer for the calls to be few. */
  static final int LEAST_CALLS_WORTH = 10;

  /**
   * Slices this close to the best are as good, and the one with most rows moves most clients on.
   */
  private static final double AS_GOOD = 0.97;

  /** With so much of the best rate, rows are not held together while lanes are idle. */
  private static final double GOOD_ENOUGH = 0.9;

  /** Beyond a few rows it is enough to look at some of the numbers. */
  private static final int ALL_UP_TO = 16;

  /**
   * What was chosen.
   *
   * @param rows how many, the most urgent of those that have that many steps to give
   * @param steps of each
   */
  record Choice(int rows, int steps) {}

  /**
   * What waits.
   *
   * @param steps what each row has to give, the most urgent first
   * @param memories how many each row has; over 1 only where all rows give the same steps
   * @param sliced whether a slice may take some of a row's steps
   * @param attendedSteps steps of the input that a decoder looks back at, or 0: then a slice costs
   *     by its own steps
   */
  record Waiting(int[] steps, int[] memories, boolean sliced, int attendedSteps) {}

  /** A slice that could be. */
  private record Candidate(int rows, int steps, double rate) {}

  private SliceChooser() {}

  /**
   * @param mostRows that the stage takes
   * @param idleLanes that have nothing to do, besides the one that asks
   */
  static Choice choose(CostModel cost, Waiting waiting, int mostRows, int idleLanes) {
    var candidates = candidates(cost, waiting, Math.min(mostRows, cost.mostRows()));
    double best = best(candidates);
    if (idleLanes > 0) {
      int knee = first(candidates, GOOD_ENOUGH * best).rows;
      int share = (waiting.steps.length + idleLanes) / (idleLanes + 1);
      int limit = Math.max(knee, share);
      candidates.removeIf(candidate -> candidate.rows > limit);
      best = best(candidates);
    }
    var chosen = last(candidates, AS_GOOD * best);
    return new Choice(chosen.rows, chosen.steps);
  }

  private static List<Candidate> candidates(CostModel cost, Waiting waiting, int mostMemories) {
    int count = waiting.steps.length;
    int[] ascending = Arrays.copyOfRange(waiting.steps, 1, count);
    Arrays.sort(ascending);
    double bound = Math.max(LONGEST_NANOS, LEAST_CALLS_WORTH * cost.nanos(1, 1));
    var candidates = new ArrayList<Candidate>();
    int memories = 0;
    for (int rows = 1; rows <= count; rows++) {
      memories += waiting.memories[rows - 1];
      int shortest =
          rows == 1 ? waiting.steps[0] : Math.min(waiting.steps[0], ascending[count - rows]);
      if (rows > 1 && memories > mostMemories) {
        break;
      }
      if (rows > ALL_UP_TO && rows < count && rows % (rows / ALL_UP_TO + 1) != 0) {
        continue;
      }
      int extent = waiting.attendedSteps > 0 ? waiting.attendedSteps : shortest;
      double nanos = cost.nanos(memories, extent);
      if (nanos > bound && waiting.sliced) {
        // The cost is a line over steps that starts above zero, so this is a little long.
        shortest = (int) Math.max(1, shortest * bound / nanos);
        nanos = cost.nanos(memories, shortest);
      }
      if (nanos > 2 * bound && rows > 1) {
        break;
      }
      candidates.add(new Candidate(rows, shortest, memories * (double) shortest / nanos));
    }
    return candidates;
  }

  private static double best(List<Candidate> candidates) {
    return candidates.stream().mapToDouble(Candidate::rate).max().orElseThrow();
  }

  private static Candidate first(List<Candidate> candidates, double rate) {
    return candidates.stream().filter(one -> one.rate >= rate).findFirst().orElseThrow();
  }

  private static Candidate last(List<Candidate> candidates, double rate) {
    return candidates.stream()
        .filter(one -> one.rate >= rate)
        .reduce((before, after) -> after)
        .orElseThrow();
  }
}
