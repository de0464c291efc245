package dev.unroll.plan;

import dev.unroll.plan.graph.GraphNumbers;
import dev.unroll.plan.graph.OnnxGraph;
import java.util.ArrayList;
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
 * @param numbers integers that stand in the graph
 * @param beyond steps of rows that are longer than such a number says, as far as that is cheap
 */
public record ProofBudget(
    List<Integer> lengths,
    List<Integer> slicedLengths,
    int draws,
    int slicings,
    List<Long> numbers,
    List<Integer> beyond) {
  /** 4 million weights are 16 MiB: more than most cores keep close. */
  private static final long MANY_WEIGHTS = 4L << 20;

  /** Numbers below these lengths are passed anyway; longer ones than that nobody waits for. */
  private static final int SHORT = 8;

  private static final int LONG = 1024;
  private static final int MOST_BEYOND = 2;

  /** Steps times weights: a tenth of a second, about. */
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
