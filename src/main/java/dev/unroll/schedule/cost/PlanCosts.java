package dev.unroll.schedule.cost;

import dev.unroll.core.Ticker;
import dev.unroll.plan.Plan;
import dev.unroll.runtime.GraphException;
import java.util.ArrayList;
import java.util.List;

/**
 * What the stages of a plan take, and how much a row of it gives to do.
 *
 * <p>Guarded by the scheduler's lock once its model is served.
 */
public final class PlanCosts {
  /** Of the difference to what was expected, what one generated output corrects. */
  private static final double RATE = 1.0 / 16;

  private final List<CostModel> stages;

  /** How many steps of output a generator makes; before any is known, a short sentence. */
  private double outputSteps = 16;

  public PlanCosts(List<CostModel> stages) {
    this.stages = List.copyOf(stages);
  }

  /**
   * Runs the plan's stages on random input, for some tens of milliseconds each.
   *
   * @throws GraphException where one fails
   */
  public static PlanCosts measure(Plan plan, Ticker ticker) throws GraphException {
    var stages = plan.stages();
    var probe = new CostProbe(plan, stages, ticker);
    var costs = new ArrayList<CostModel>();
    for (int place = 0; place < stages.size(); place++) {
      costs.add(probe.measure(place));
    }
    return new PlanCosts(costs);
  }

  /** Nothing is measured: a call takes as long as two steps, and company is for nothing. */
  public static PlanCosts unmeasured(Plan plan) {
    return new PlanCosts(
        plan.stages().stream().map(stage -> CostModel.linear(20_000, 10_000)).toList());
  }

  /**
   * Of one row through all stages as one: about what the whole graph takes with a row alone. What
   * runs will correct it.
   */
  public PlanCosts alone() {
    return new PlanCosts(List.of(CostModel.ofOneRow(stages)));
  }

  /** Of the plan's stage of that place; a generator has its encoder and its decoder. */
  public CostModel stage(int place) {
    return stages.get(place);
  }

  /** What a row has still to take, from that stage on, through all later ones. */
  public double nanosFrom(int place, int stepsLeft, int steps) {
    double nanos = stages.get(place).nanosPerRow(stepsLeft);
    for (int later = place + 1; later < stages.size(); later++) {
      nanos += stages.get(later).nanosPerRow(steps);
    }
    return nanos;
  }

  /** How many more steps of output are expected of a row that has made so many. */
  public double outputStepsLeft(int made, int most) {
    return Math.max(1, Math.min(most, outputSteps) - made);
  }

  /** A row has generated so many. */
  public void observeOutput(int steps) {
    outputSteps += RATE * (steps - outputSteps);
  }
}
