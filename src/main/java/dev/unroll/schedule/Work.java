package dev.unroll.schedule;

import dev.unroll.core.Sequence;
import dev.unroll.plan.AnswerPlan;
import dev.unroll.plan.GeneratorPlan;
import dev.unroll.plan.LivePlan;

/** What a caller wants computed. */
public sealed interface Work {
  /** A new row's way through its plan. */
  Progress begin();

  /** All outputs for a sequence. */
  record Answer(AnswerPlan plan, PlanCosts costs, Sequence input) implements Work {
    @Override
    public Progress begin() {
      return new AnswerProgress(plan, costs, input);
    }
  }

  /** Outputs for steps that come over time. */
  record Live(LivePlan plan, PlanCosts costs, LiveFeed feed) implements Work {
    @Override
    public Progress begin() {
      return new LiveProgress(plan, costs, feed);
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
