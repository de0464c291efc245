package dev.unroll.repository;

import dev.unroll.plan.GeneratorPlan;
import dev.unroll.schedule.cost.PlanCosts;
import java.util.function.Function;

/** A model that generates its output step by step. */
public final class GeneratingModel extends ServedModel {
  private final GeneratorPlan plan;
  private final PlanCosts costs;
  private final ModelOutput.Generated output;

  GeneratingModel(
      Profile profile, GeneratorPlan plan, PlanCosts costs, ModelOutput.Generated output) {
    super(profile);
    this.plan = plan;
    this.costs = costs;
    this.output = output;
  }

  @Override
  public GeneratorPlan plan() {
    return plan;
  }

  @Override
  public <A> A match(
      Function<AnsweringModel, A> answering, Function<GeneratingModel, A> generating) {
    return generating.apply(this);
  }

  @Override
  public ModelOutput.Generated output() {
    return output;
  }

  /** Returns the costs of the plan's stages. */
  public PlanCosts costs() {
    return costs;
  }
}
