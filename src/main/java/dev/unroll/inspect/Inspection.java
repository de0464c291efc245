package dev.unroll.inspect;

import dev.unroll.plan.PlanFacts;
import java.util.List;

/**
 * The result of the inspection of a graph.
 *
 * @param files the graph's file, or the two of a generator
 * @param facts the facts of the plan
 * @param costs the costs of each stage, in the order of {@code facts.stages}
 * @param loadMillis how long reading, planning and proving took
 */
public record Inspection(
    List<GraphFile> files, PlanFacts facts, List<List<StageCost>> costs, long loadMillis) {
  public Inspection {
    files = List.copyOf(files);
    costs = List.copyOf(costs);
  }

  /** A file and its size. */
  record GraphFile(String path, long bytes) {}
}
