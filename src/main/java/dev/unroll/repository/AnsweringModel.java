package dev.unroll.repository;

import dev.unroll.plan.AnswerPlan;
import dev.unroll.schedule.cost.PlanCosts;
import dev.unroll.schedule.execution.ModelHold;
import dev.unroll.schedule.execution.ProvenPlan;
import java.util.function.Function;

/** A model that answers a sequence as a whole or each of its steps. */
public final class AnsweringModel extends ServedModel {
  private final ProvenPlan version;
  private final ModelOutput.Answered output;

  AnsweringModel(Profile profile, AnswerPlan plan, PlanCosts costs, ModelOutput.Answered output) {
    super(profile);
    this.version = new ProvenPlan(plan, costs, new Hold());
    this.output = output;
  }

  /** Returns the plan for new rows. It changes if the version is demoted. */
  @Override
  public AnswerPlan plan() {
    return version.plan();
  }

  @Override
  public <A> A match(
      Function<AnsweringModel, A> answering, Function<GeneratingModel, A> generating) {
    return answering.apply(this);
  }

  @Override
  public ModelOutput.Answered output() {
    return output;
  }

  /** Returns its plan and whether it was demoted. */
  public ProvenPlan version() {
    return version;
  }

  /** Holds the model for rows that are run again. */
  private final class Hold implements ModelHold {
    @Override
    public boolean retain() {
      return AnsweringModel.this.retain();
    }

    @Override
    public void release() {
      AnsweringModel.this.release();
    }
  }
}
