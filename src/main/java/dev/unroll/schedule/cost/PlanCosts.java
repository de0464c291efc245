package dev.unroll.schedule.cost;

import dev.unroll.core.Ticker;
import dev.unroll.plan.Plan;
import dev.unroll.runtime.GraphException;
import java.util.ArrayList;
import java.util.List;

/**
 * The costs of a plan's stages, and the expected work of a row.
 *
 * <p>Owned by the loading thread until its model is served, then guarded by the scheduler's lock.
 */
public final class PlanCosts {
  /** The weight of one generated output in the moving average of output lengths. */
  private static final double RATE = 1.0 / 16;

  private final List<CostModel> stages;

  /** The expected steps of a generated output; it starts at the length of a short sentence. */
  private double outputSteps = 16;

  public PlanCosts(List<CostModel> stages) {
    this.stages = List.copyOf(stages);
  }

  /**
   * Measures the plan's stages on random input, for some tens of milliseconds each.
   *
   * @throws GraphException if a stage fails
   */
  public static PlanCosts measure(Plan plan, Ticker ticker) throws GraphException {
    var stages = plan.stages();
    var probe = new CostProbe(plan, stages, ticker);
    var costs = new ArrayList<CostModel>();
    for (int place = 0; place < stages.size(); place++) {
      try {
        costs.add(probe.measure(place));
      } catch (GraphException e) {
        if (!e.isOfInput() || !plan.facts().namesInputs()) {
          throw e;
        }
        // The graph takes only what its clients know to send; slices that run tell the cost.
        return unmeasured(plan);
      }
    }
    return new PlanCosts(costs);
  }

  /**
   * Returns assumed costs without measuring: a call costs as much as two steps, and batching gains
   * nothing else.
   */
  public static PlanCosts unmeasured(Plan plan) {
    return new PlanCosts(
        plan.stages().stream().map(stage -> CostModel.linear(20_000, 10_000)).toList());
  }

  /**
   * Returns the cost of a row through all stages as one stage: an estimate for the whole graph with
   * one row. Slices that run will correct it.
   */
  public PlanCosts alone() {
    return new PlanCosts(List.of(CostModel.ofOneRow(stages)));
  }

  /**
   * Returns the cost of the stage with that index; a generator has its encoder at 0 and its decoder
   * at 1.
   */
  public CostModel stage(int place) {
    return stages.get(place);
  }

  /**
   * Returns the predicted nanoseconds of a row's remaining steps in one stage and of all its steps
   * in the later ones.
   */
  public double nanosFrom(int place, int stepsLeft, int steps) {
    double nanos = stages.get(place).nanosPerRow(stepsLeft);
    for (int later = place + 1; later < stages.size(); later++) {
      nanos += stages.get(later).nanosPerRow(steps);
    }
    return nanos;
  }

  /**
   * Returns how many further steps of output are expected from a row that has {@code made} steps;
   * at least 1.
   */
  public double outputStepsLeft(int made, int most) {
    return Math.max(1, Math.min(most, outputSteps) - made);
  }

  /** Records that a row has generated an output of that many steps. */
  public void observeOutput(int steps) {
    outputSteps += RATE * (steps - outputSteps);
  }
}
