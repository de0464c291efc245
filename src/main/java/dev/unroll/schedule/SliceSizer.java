package dev.unroll.schedule;

import dev.unroll.schedule.cost.CostModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Chooses how many rows share the next slice, and how many steps of each it takes. A pure function
 * of the waiting rows and their costs.
 *
 * <p>The most urgent row is always in the slice. The other rows are chosen to give the most useful
 * steps for each nanosecond that the {@link CostModel} predicts. There is no padding, so a slice of
 * {@code n} rows can have as many steps as the {@code n}th longest row has left. That gives one
 * best slice for each {@code n}, and only those are compared. So a stage that gains nothing from
 * batching runs each row alone and whole, and one with a large softmax batches as many rows as it
 * can.
 *
 * <p>There are two exceptions. A slice is bounded in time, so that a new row never waits long
 * behind a long sequence. And while other lanes are idle, rows that would add little to the rate of
 * this slice are left to those lanes.
 */
final class SliceSizer {
  /** A new row waits for at most one slice before its turn can come. */
  static final double LONGEST_NANOS = 2_000_000;

  /**
   * Where a call is expensive (a GPU, a large graph), a slice may take this many times the smallest
   * call.
   */
  static final int LEAST_CALLS_WORTH = 10;

  /**
   * Slices whose rate is this close to the best count as equal. Of them the one with the most rows
   * is taken, since it advances the most clients.
   */
  private static final double AS_GOOD = 0.97;

  /**
   * While lanes are idle, a slice takes no more rows than it needs for this part of the best rate.
   */
  private static final double GOOD_ENOUGH = 0.9;

  /** Above this number of rows only some numbers of rows are compared. */
  private static final int ALL_UP_TO = 16;

  /**
   * What was chosen.
   *
   * @param rows how many rows: the most urgent of those that have at least {@code steps} steps
   * @param steps how many steps of each row
   */
  record Choice(int rows, int steps) {}

  /**
   * The waiting rows that can share a slice.
   *
   * @param steps the steps that each row has left, the most urgent row first
   * @param memories how many memories each row has; over 1 only where all rows have equally many
   *     steps
   * @param sliced whether a slice may take some of a row's steps
   * @param attendedSteps steps of the input that a decoder attends to; with 0 the cost depends on
   *     the slice's own steps
   */
  record Waiting(int[] steps, int[] memories, boolean sliced, int attendedSteps) {}

  /** A possible slice, with its useful steps a nanosecond. */
  private record Candidate(int rows, int steps, double rate) {}

  private SliceSizer() {}

  /**
   * Chooses from at least one waiting row.
   *
   * @param mostRows the most rows that the stage takes in a slice
   * @param idleLanes idle lanes, without the calling one
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

  /** Returns the bound on the time of a slice, for stages that can be sliced. */
  static double boundNanos(CostModel cost) {
    return Math.max(LONGEST_NANOS, LEAST_CALLS_WORTH * cost.nanos(1, 1));
  }

  private static List<Candidate> candidates(CostModel cost, Waiting waiting, int mostMemories) {
    int count = waiting.steps.length;
    int[] ascending = Arrays.copyOfRange(waiting.steps, 1, count);
    Arrays.sort(ascending);
    double bound = boundNanos(cost);
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
        // The cost at zero steps is above zero, so this slice takes a little longer than the bound.
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
