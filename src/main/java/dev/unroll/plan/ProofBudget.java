package dev.unroll.plan;

import dev.unroll.plan.graph.GraphNumbers;
import dev.unroll.plan.graph.OnnxGraph;
import java.util.ArrayList;
import java.util.List;

/**
 * How much is run to prove a graph. Running a row alone reads every weight at every step, so a
 * large graph is proven on fewer and shorter rows. The number of weights decides, not a clock, so
 * that two loads of one file run the same proof.
 *
 * @param lengths the numbers of steps on which a graph is tried
 * @param slicedLengths the numbers of steps on which a sliced plan is proven
 * @param draws how many times rows are drawn for a plan
 * @param slicings how many times the same rows are cut at random
 * @param numbers integer constants of the graph
 * @param beyond lengths that exceed such a constant by one, where that is cheap
 */
public record ProofBudget(
    List<Integer> lengths,
    List<Integer> slicedLengths,
    int draws,
    int slicings,
    List<Long> numbers,
    List<Integer> beyond) {
  /** 4 million weights are 16 MiB, more than the cache of most cores. */
  private static final long MANY_WEIGHTS = 4L << 20;

  /** Smaller numbers are exceeded by the usual lengths. */
  private static final int SHORT = 8;

  private static final int LONG = 1024;
  private static final int MOST_BEYOND = 2;

  /** The most steps times weights, about a tenth of a second. */
  private static final long MOST_WORK = 200_000_000;

  public ProofBudget {
    numbers = List.copyOf(numbers);
    beyond = List.copyOf(beyond);
  }

  public int[] longer() {
    return beyond.stream().mapToInt(Integer::intValue).toArray();
  }

  public static ProofBudget of(OnnxGraph graph) {
    long weights = Math.max(1, graph.weightCount());
    var numbers = GraphNumbers.of(graph);
    var beyond = new ArrayList<Integer>();
    for (long number : numbers) {
      boolean isLength = number >= SHORT && number < LONG;
      if (isLength && beyond.size() < MOST_BEYOND && (number + 1) * weights <= MOST_WORK) {
        beyond.add((int) number + 1);
      }
    }
    return weights > MANY_WEIGHTS
        ? new ProofBudget(List.of(1, 2, 5), List.of(1, 2, 3, 5, 8), 1, 2, numbers, beyond)
        : new ProofBudget(
            List.of(1, 2, 3, 5, 8), List.of(1, 2, 3, 5, 8, 13, 21), 3, 1, numbers, beyond);
  }
}
