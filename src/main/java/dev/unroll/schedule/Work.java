package dev.unroll.schedule;

import dev.unroll.core.Sequence;
import dev.unroll.plan.AnswerPlan;
import dev.unroll.plan.GeneratorPlan;
import dev.unroll.plan.LivePlan;
import java.util.Map;

/** What a caller wants computed. */
public sealed interface Work {
  /** A new row's way through its plan. */
  Progress begin();

  /**
   * All outputs for a sequence.
   *
   * @param states that the row begins with: one row's values by the state's input; a state of the
   *     plan's facts that is not among them begins as the model says
   * @param wantsStates whether the row's last states are told too, after the plan's outputs and
   *     under the names of the states' outputs
   */
  record Answer(
      AnswerPlan plan,
      PlanCosts costs,
      Sequence input,
      Map<String, float[]> states,
      boolean wantsStates)
      implements Work {
    /** A row that begins as the model says. */
    public Answer(AnswerPlan plan, PlanCosts costs, Sequence input) {
      this(plan, costs, input, Map.of(), false);
    }

    @Override
    public Progress begin() {
      return new AnswerProgress(plan, costs, input, states, wantsStates);
    }
  }

  /**
   * Outputs for steps that come over time.
   *
   * @param states as those of an {@link Answer}
   */
  record Live(LivePlan plan, PlanCosts costs, LiveFeed feed, Map<String, float[]> states)
      implements Work {
    /** A row that begins as the model says. */
    public Live(LivePlan plan, PlanCosts costs, LiveFeed feed) {
      this(plan, costs, feed, Map.of());
    }

    @Override
    public Progress begin() {
      return new LiveProgress(plan, costs, feed, states);
    }
  }

  /** Output made step by step. */
  record Generate(GeneratorPlan plan, PlanCosts costs, Sequence input, GenerationOptions options)
      implements Work {
    @Override
    public Progress begin() {
      return new GenerationProgress(plan, costs, input, options);
    }
  }
}
