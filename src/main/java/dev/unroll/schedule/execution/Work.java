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

/** The computation of one row. */
public sealed interface Work {
  /**
   * Begins the execution of a new row.
   *
   * @param verificationQueue may run the row again after it is answered
   */
  RowExecution begin(ModelKey model, VerificationQueue verificationQueue);

  /**
   * All outputs for a sequence.
   *
   * @param version the version whose plan runs the row
   * @param states the initial states: one row's values by the name of the state's input. States
   *     that are left out start with the model's own initial values
   * @param place the row's index in its request, from 0
   * @param wantsStates whether the row's last states follow the plan's outputs, under the names of
   *     the states' outputs
   */
  record Answer(
      ProvenPlan version,
      Sequence input,
      Map<String, float[]> states,
      int place,
      boolean wantsStates)
      implements Work {
    /** The only row of a request. */
    public Answer(
        ProvenPlan version, Sequence input, Map<String, float[]> states, boolean wantsStates) {
      this(version, input, states, 0, wantsStates);
    }

    /** A row that starts with the model's own initial states. */
    public Answer(ProvenPlan version, Sequence input) {
      this(version, input, Map.of(), false);
    }

    /** Begins the row on a plan. */
    public RowMemory begin(AnswerPlan plan) {
      var memory = plan.begin(input, states);
      memory.takePlace(place);
      return memory;
    }

    /** Returns the row's answer: the outputs, followed by the states if they are wanted. */
    public List<Output> outputs(AnswerPlan plan, RowMemory memory) {
      if (!wantsStates) {
        return plan.outputs(memory);
      }
      var outputs = new ArrayList<>(plan.outputs(memory));
      outputs.addAll(plan.states(memory));
      return outputs;
    }

    @Override
    public RowExecution begin(ModelKey model, VerificationQueue verificationQueue) {
      return new AnswerExecution(model, this, verificationQueue);
    }
  }

  /**
   * Outputs for steps that arrive over time.
   *
   * @param version the plan's version
   * @param states as in {@link Answer}
   */
  record Live(ProvenPlan version, LivePlan plan, LiveFeed feed, Map<String, float[]> states)
      implements Work {
    /** A row that starts with the model's own initial states. */
    public Live(ProvenPlan version, LivePlan plan, LiveFeed feed) {
      this(version, plan, feed, Map.of());
    }

    @Override
    public RowExecution begin(ModelKey model, VerificationQueue verificationQueue) {
      // What is run again is one sequence, which the windows of a plan without slices are not.
      boolean isDrawn = plan.isSliced() && version.alone() != null && verificationQueue.draws();
      return new LiveExecution(
          this, isDrawn ? new LiveRecord(model, this, verificationQueue) : null);
    }
  }

  /** Output that is generated step by step. */
  record Generate(GeneratorPlan plan, PlanCosts costs, Sequence input, GenerationOptions options)
      implements Work {
    @Override
    public RowExecution begin(ModelKey model, VerificationQueue verificationQueue) {
      return new GenerationExecution(plan, costs, input, options);
    }
  }
}
