package dev.unroll.repository;

import dev.unroll.plan.AnswerPlan;
import dev.unroll.schedule.cost.PlanCosts;
import dev.unroll.schedule.execution.ModelHold;
import dev.unroll.schedule.execution.ProvenPlan;
import java.util.function.Function;

/** A model that answers: one answer to a sequence, or one to each of its steps. */
public final class AnsweringModel extends ServedModel {
  private final ProvenPlan version;
  private final ModelOutput.Answered output;

  AnsweringModel(Profile profile, AnswerPlan plan, PlanCosts costs, ModelOutput.Answered output) {
    super(profile);
    this.version = new ProvenPlan(plan, costs, new Hold());
    this.output = output;
  }

  /** The plan that new rows take: of a version that is found wrong it becomes another. */
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

  /** Its plan, and whether it is trusted. */
  public ProvenPlan version() {
    return version;
  }

  /** For rows that are run again. */
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
