package dev.unroll.plan;

import java.util.List;
import java.util.Optional;

/** A plan that answers a sequence, at once or slice by slice. */
public sealed interface AnswerPlan extends Plan permits WholePlan, SlicedPlan {
  /**
   * In the order in which a row goes through them; each is through with it before the next begins.
   */
  List<Stage> stages();

  /**
   * Whether a slice may take some of a row's steps; if not, it takes all of them, and only rows of
   * equal length share one.
   */
  boolean isSliced();

  /** The plan for steps that come over time; empty where it needs all of them to begin. */
  Optional<LivePlan> live();

  /** What the row has got, once its last stage is through; the arrays are the row's own. */
  List<Output> outputs(RowMemory memory);
}
