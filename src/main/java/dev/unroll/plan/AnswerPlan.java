package dev.unroll.plan;

import dev.unroll.core.Sequence;
import dev.unroll.plan.stage.Output;
import dev.unroll.plan.stage.RowMemory;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A plan that computes the answer of a sequence, at once or slice by slice. */
public sealed interface AnswerPlan extends Plan permits WholePlan, SlicedPlan, TensorPlan {
  /**
   * Returns whether a slice may take some of a row's steps. If not, it takes all of them, and only
   * rows of equal length share a slice.
   */
  boolean isSliced();

  /**
   * Returns the plan that runs the whole graph with one row per run, which is right whatever the
   * graph does with rows and steps. It shares this plan's sessions, which are closed with this
   * plan.
   */
  AnswerPlan alone();

  /**
   * Returns the same as {@link #alone()} after this plan was found wrong; its facts include the
   * finding.
   *
   * @param finding what was wrong
   */
  AnswerPlan alone(String finding);

  /** Returns the same plan without outputs that were added for the proof. */
  AnswerPlan hiding(Set<String> outputs);

  /** Returns the plan for steps that arrive over time; empty where it needs all steps at once. */
  Optional<LivePlan> live();

  @Override
  default RowMemory begin(Sequence input) {
    return begin(input, Map.of());
  }

  /**
   * Returns the memory of a new row that begins with these states.
   *
   * @param states one row's values by state input, copied. A state of {@link PlanFacts#states} that
   *     is absent begins with the model's first state
   * @throws IllegalArgumentException where a name is not a state, or the number of values is wrong
   */
  RowMemory begin(Sequence input, Map<String, float[]> states);

  /** Returns the row's outputs after its last stage; the arrays are the row's own, not copies. */
  List<Output> outputs(RowMemory memory);

  /**
   * Returns the row's states after its last stage, in the order of {@link PlanFacts#states}; the
   * arrays are copies.
   */
  List<Output> states(RowMemory memory);
}
