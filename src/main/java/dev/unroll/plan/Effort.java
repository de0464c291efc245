package dev.unroll.plan;

import java.util.List;

/**
 * How much is run to prove a graph. Running a row alone reads every weight at every step, so a
 * large graph is proven on fewer and shorter rows: the weights decide, not a clock, and two loads
 * of one file prove the same.
 *
 * @param lengths steps of the rows that a graph is tried on
 * @param slicedLengths steps of the rows that a plan is proven on
 * @param draws how often rows are drawn for a plan
 * @param slicings how often the same rows are cut, each time in other places
 */
record Effort(List<Integer> lengths, List<Integer> slicedLengths, int draws, int slicings) {
  private static final Effort FULL =
      new Effort(List.of(1, 2, 3, 5, 8), List.of(1, 2, 3, 5, 8, 13, 21), 3, 1);
  private static final Effort SMALL = new Effort(List.of(1, 2, 5), List.of(1, 2, 3, 5, 8), 1, 2);

  /** 4 million weights are 16 MiB: more than most cores keep close. */
  private static final long MANY_WEIGHTS = 4L << 20;

  static Effort of(OnnxGraph graph) {
    return graph.weightCount() > MANY_WEIGHTS ? SMALL : FULL;
  }
}
