package dev.unroll.schedule.execution;

import dev.unroll.core.ModelKey;
import dev.unroll.plan.AnswerPlan;
import dev.unroll.plan.stage.RowMemory;
import dev.unroll.plan.stage.Stage;
import dev.unroll.schedule.cost.CostModel;
import java.util.List;

/**
 * Runs a row through all stages, each of them over the whole sequence before the next. If the plan
 * is found wrong meanwhile, the row starts again on the plan that replaces it.
 */
final class AnswerExecution implements RowExecution {
  private final ModelKey model;
  private final Work.Answer work;
  private final VerificationQueue verificationQueue;
  private ProvenPlan.Current current;
  private AnswerPlan plan;
  private RowMemory memory;
  private int stage;

  /** Steps that ran on a plan that was found wrong; they are not part of the reported timing. */
  private int vainSteps;

  /**
   * @param verificationQueue may run the row again after it is answered
   */
  AnswerExecution(ModelKey model, Work.Answer work, VerificationQueue verificationQueue) {
    this.model = model;
    this.work = work;
    this.verificationQueue = verificationQueue;
    this.current = work.version().current();
    this.plan = current.plan();
    this.memory = work.begin(plan);
  }

  @Override
  public Stage stage() {
    return plan.stages().get(stage);
  }

  @Override
  public int steps() {
    return memory.remaining();
  }

  @Override
  public boolean isSliced() {
    return plan.isSliced();
  }

  @Override
  public int attendedSteps() {
    return 0;
  }

  @Override
  public CostModel cost() {
    return current.costs().stage(stage);
  }

  @Override
  public double nanosLeft() {
    return current.costs().nanosFrom(stage, Math.max(1, memory.remaining()), work.input().steps());
  }

  @Override
  public long bytes() {
    return plan.rowBytes(work.input().steps());
  }

  @Override
  public List<RowMemory> memories() {
    return List.of(memory);
  }

  @Override
  public int outputSteps() {
    return 0;
  }

  @Override
  public boolean countsSteps() {
    return stage == 0;
  }

  @Override
  public void receive() {
    if (isOfAnotherPlan()) {
      beginAnew();
    }
  }

  private boolean isOfAnotherPlan() {
    return !work.version().current().equals(current);
  }

  /** Starts again from the input and the given states. */
  private void beginAnew() {
    vainSteps += stage == 0 ? memory.done() : memory.done() + memory.remaining();
    current = work.version().current();
    plan = current.plan();
    memory = work.begin(plan);
    stage = 0;
  }

  @Override
  public void moveOn(int steps) {
    memory.moveOn(steps);
  }

  @Override
  public boolean deliver(RowListener listener, RowTiming timing) {
    if (isOfAnotherPlan()) {
      beginAnew();
      return false;
    }
    if (memory.remaining() > 0) {
      return false;
    }
    if (stage + 1 < plan.stages().size()) {
      stage++;
      memory.startStage();
      return false;
    }
    var outputs = work.outputs(plan, memory);
    if (work.version().alone() != null && verificationQueue.draws()) {
      // Copied before the listener, which may keep and change the arrays, gets them.
      verificationQueue.offer(model, work, outputs);
    }
    listener.onOutputs(outputs, timing.without(vainSteps));
    return true;
  }
}
