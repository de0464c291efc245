package dev.unroll.plan;

import dev.unroll.core.Sequence;
import dev.unroll.plan.stage.RowMemory;
import dev.unroll.plan.stage.Stage;
import java.util.List;

/**
 * The stages of a model, in order. Closing it closes its sessions; no stage may be running then.
 */
public sealed interface Plan extends AutoCloseable permits AnswerPlan, GeneratorPlan {
  PlanFacts facts();

  /**
   * Returns the stages in the order in which a row passes them; a generator's last stage runs once
   * per step.
   */
  List<Stage> stages();

  /** Returns the memory of a new row with this input, which must match {@link #facts}. */
  RowMemory begin(Sequence input);

  /** Returns approximately the bytes that a row with that many steps of input holds. */
  long rowBytes(int steps);

  @Override
  void close();
}
