package dev.unroll.schedule.execution;

import dev.unroll.core.ModelKey;
import dev.unroll.core.Sequence;
import dev.unroll.plan.AnswerPlan;
import dev.unroll.plan.GeneratorPlan;
import dev.unroll.plan.LivePlan;
import dev.unroll.plan.stage.Output;
import dev.unroll.plan.stage.RowMemory;
import dev.unroll.schedule.cost.PlanCosts;
import dev.unroll.schedule.decode.GenerationOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a caller wants computed. */
public sealed interface Work {
  /**
   * A new row's way through its plan.
   *
   * @param verification what may run it again when it is answered
   */
  RowExecution begin(ModelKey model, Verification verification);

  /**
   * All outputs for a sequence.
   *
   * @param version whose plan it takes
   * @param states that the row begins with: one row's values by the state's input; a state of the
   *     plan's facts that is not among them begins as the model says
   * @param place which of its request's rows it is, from 0 on
   * @param wantsStates whether the row's last states are told too, after the plan's outputs and
   *     under the names of the states' outputs
   */
  record Answer(
      ProvenPlan version,
      Sequence input,
      Map<String, float[]> states,
      int place,
      boolean wantsStates)
      implements Work {
    /** A request's only row. */
    public Answer(
        ProvenPlan version, Sequence input, Map<String, float[]> states, boolean wantsStates) {
      this(version, input, states, 0, wantsStates);
    }

    /** A row that begins as the model says. */
    public Answer(ProvenPlan version, Sequence input) {
      this(version, input, Map.of(), false);
    }

    /** The row as a plan begins it. */
    public RowMemory begin(AnswerPlan plan) {
      var memory = plan.begin(input, states);
      memory.takePlace(place);
      return memory;
    }

    /** What the row is answered: the states, where they are wanted, after the outputs. */
    public List<Output> outputs(AnswerPlan plan, RowMemory memory) {
      if (!wantsStates) {
        return plan.outputs(memory);
      }
      var outputs = new ArrayList<>(plan.outputs(memory));
      outputs.addAll(plan.states(memory));
      return outputs;
    }

    @Override
    public RowExecution begin(ModelKey model, Verification verification) {
      return new AnswerExecution(model, this, verification);
    }
  }

  /**
   * Outputs for steps that come over time.
   *
   * @param version that the plan is of
   * @param states as those of an {@link Answer}
   */
  record Live(ProvenPlan version, LivePlan plan, LiveFeed feed, Map<String, float[]> states)
      implements Work {
    /** A row that begins as the model says. */
    public Live(ProvenPlan version, LivePlan plan, LiveFeed feed) {
      this(version, plan, feed, Map.of());
    }

    @Override
    public RowExecution begin(ModelKey model, Verification verification) {
      boolean isDrawn = version.alone() != null && verification.draws();
      return new LiveExecution(this, isDrawn ? new LiveRecord(model, this, verification) : null);
    }
  }

  /** Output made step by step. */
  record Generate(GeneratorPlan plan, PlanCosts costs, Sequence input, GenerationOptions options)
      implements Work {
    @Override
    public RowExecution begin(ModelKey model, Verification verification) {
      return new GenerationExecution(plan, costs, input, options);
    }
  }
}
