package dev.unroll.inspect;

import dev.unroll.plan.PlanFacts;
import java.util.List;

/**
 * What looking at a graph without serving it has found.
 *
 * @param files the graphs: one, or a generator's two
 * @param facts of the plan
 * @param costs of each stage, in the order of {@code facts.stages}
 * @param loadMillis how long reading, planning and proving took
 */
public record Inspection(
    List<GraphFile> files, PlanFacts facts, List<List<StageCost>> costs, long loadMillis) {
  public Inspection {
    files = List.copyOf(files);
    costs = List.copyOf(costs);
  }

  /** A file and how large it is. */
  record GraphFile(String path, long bytes) {}
}
