package dev.unroll.schedule.execution;

import dev.unroll.core.Sequence;
import dev.unroll.plan.GeneratorPlan;
import dev.unroll.plan.stage.RowMemory;
import dev.unroll.plan.stage.Stage;
import dev.unroll.schedule.cost.CostModel;
import dev.unroll.schedule.cost.PlanCosts;
import dev.unroll.schedule.decode.BeamSearch;
import dev.unroll.schedule.decode.Decoding;
import dev.unroll.schedule.decode.DecodingStrategy;
import dev.unroll.schedule.decode.ForcedDecoding;
import dev.unroll.schedule.decode.GenerationOptions;
import dev.unroll.schedule.decode.SamplingStrategy;
import java.util.List;

/**
 * Runs the encoder once, then the decoder step by step: the input of each step is the output of the
 * one before, chosen or given.
 */
final class GenerationExecution implements RowExecution {
  private final GeneratorPlan plan;
  private final PlanCosts costs;
  private final GenerationOptions options;
  private final int inputSteps;
  private final DecodingStrategy search;
  private boolean encoded;
  private int decodedSteps;

  GenerationExecution(
      GeneratorPlan plan, PlanCosts costs, Sequence input, GenerationOptions options) {
    this.plan = plan;
    this.costs = costs;
    this.options = options;
    this.inputSteps = input.steps();
    this.search = search(plan, plan.begin(input), options);
  }

  private static DecodingStrategy search(
      GeneratorPlan plan, RowMemory memory, GenerationOptions options) {
    if (options.decoding() instanceof Decoding.Sampling sampling) {
      return new SamplingStrategy(plan, memory, options, sampling);
    }
    return options.decoding() instanceof Decoding.Forced forced
        ? new ForcedDecoding(plan, memory, options, forced)
        : new BeamSearch(plan, memory, options, (Decoding.Beams) options.decoding());
  }

  @Override
  public Stage stage() {
    return encoded ? plan.decoder() : plan.encoder();
  }

  @Override
  public int steps() {
    return encoded ? 1 : inputSteps;
  }

  @Override
  public int attendedSteps() {
    return encoded && plan.remembersSteps() ? inputSteps : 0;
  }

  @Override
  public CostModel cost() {
    return costs.stage(encoded ? 1 : 0);
  }

  @Override
  public double nanosLeft() {
    double decoding =
        decoderRunsLeft() * costs.stage(1).nanosPerRow(plan.remembersSteps() ? inputSteps : 1);
    return encoded ? decoding : costs.stage(0).nanosPerRow(inputSteps) + decoding;
  }

  private double decoderRunsLeft() {
    var known = search.knownRunsLeft();
    return known.isPresent()
        ? known.getAsLong()
        : costs.outputStepsLeft(decodedSteps, options.maxSteps()) * options.decoding().width();
  }

  @Override
  public long bytes() {
    return plan.rowBytes(inputSteps) + (options.decoding().width() - 1) * plan.forkBytes();
  }

  @Override
  public void learn() {
    // The length of a given output says nothing about those that the model chooses.
    if (search.knownRunsLeft().isEmpty()) {
      costs.observeOutput(decodedSteps);
    }
  }

  @Override
  public List<RowMemory> memories() {
    return search.memories();
  }

  @Override
  public int outputSteps() {
    return search.toldSteps();
  }

  @Override
  public boolean deliver(RowListener listener, RowTiming timing) {
    if (!encoded) {
      encoded = true;
      plan.feed(search.memories().get(0), options.startId());
      return false;
    }
    decodedSteps++;
    var outputs = search.advance(listener);
    if (outputs.isEmpty()) {
      return false;
    }
    listener.onGenerated(outputs, timing);
    return true;
  }
}
