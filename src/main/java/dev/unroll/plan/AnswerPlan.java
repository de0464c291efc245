package dev.unroll.plan;

import dev.unroll.core.Sequence;
import dev.unroll.plan.stage.Output;
import dev.unroll.plan.stage.RowMemory;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A plan that answers a sequence, at once or slice by slice. */
public sealed interface AnswerPlan extends Plan permits WholePlan, SlicedPlan {
  /**
   * Whether a slice may take some of a row's steps; if not, it takes all of them, and only rows of
   * equal length share one.
   */
  boolean isSliced();

  /**
   * The same graph run as it is, one row a run: right whatever the graph does with its rows and
   * steps. It shares this plan's graphs, and is closed with it.
   */
  AnswerPlan alone();

  /**
   * The same after this plan was found wrong: its facts say so.
   *
   * @param finding what was found
   */
  AnswerPlan alone(String finding);

  /** The same without some of its outputs, which were there for the proof. */
  AnswerPlan hiding(Set<String> outputs);

  /** The plan for steps that come over time; empty where it needs all of them to begin. */
  Optional<LivePlan> live();

  @Override
  default RowMemory begin(Sequence input) {
    return begin(input, Map.of());
  }

  /**
   * The channels of a new row that begins with those states.
   *
   * @param states one row's values by the state's input, copied; a state of {@link
   *     PlanFacts#states} that is not among them begins as the model says
   * @throws IllegalArgumentException where a name is no state's, or has not its number of values
   */
  RowMemory begin(Sequence input, Map<String, float[]> states);

  /** What the row has got, once its last stage is through; the arrays are the row's own. */
  List<Output> outputs(RowMemory memory);

  /** The row's states then, in the order of {@link PlanFacts#states}; the arrays are copies. */
  List<Output> states(RowMemory memory);
}
