package dev.unroll.schedule;

import dev.unroll.core.Sequence;
import dev.unroll.plan.GeneratorPlan;
import dev.unroll.plan.RowMemory;
import dev.unroll.plan.Stage;
import java.util.Arrays;
import java.util.List;

/** The encoder once, then the decoder a step at a time: a row's next input is its last output. */
final class GenerationProgress implements Progress {
  private final GeneratorPlan plan;
  private final PlanCosts costs;
  private final GenerationOptions options;
  private final TokenChooser chooser;
  private final RowMemory memory;
  private final int inputSteps;
  private boolean encoded;
  private long[] ids = new long[16];
  private int count;

  GenerationProgress(
      GeneratorPlan plan, PlanCosts costs, Sequence input, GenerationOptions options) {
    this.plan = plan;
    this.costs = costs;
    this.options = options;
    this.chooser = new TokenChooser(options);
    this.memory = plan.begin(input);
    this.inputSteps = input.steps();
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
  public int likeness() {
    return encoded && plan.remembersSteps() ? inputSteps : 0;
  }

  @Override
  public CostModel cost() {
    return costs.stage(encoded ? 1 : 0);
  }

  @Override
  public double nanosLeft() {
    double decoding =
        costs.outputStepsLeft(count, options.maxSteps())
            * costs.stage(1).nanosPerRow(plan.remembersSteps() ? inputSteps : 1);
    return encoded ? decoding : costs.stage(0).nanosPerRow(inputSteps) + decoding;
  }

  @Override
  public long bytes() {
    return plan.rowBytes(inputSteps);
  }

  @Override
  public void learn() {
    costs.observeOutput(count);
  }

  @Override
  public List<RowMemory> memories() {
    return List.of(memory);
  }

  @Override
  public int outputSteps() {
    return count;
  }

  @Override
  public boolean deliver(RowListener listener, RowTiming timing) {
    if (!encoded) {
      encoded = true;
      plan.feed(memory, options.startId());
      return false;
    }
    var chosen = chooser.choose(plan.logits(memory));
    if (options.stopIds().contains(chosen.token())) {
      listener.onGenerated(Arrays.copyOf(ids, count), StopReason.STOP_ID, timing);
      return true;
    }
    if (count == ids.length) {
      ids = Arrays.copyOf(ids, 2 * count);
    }
    ids[count] = chosen.token();
    listener.onToken(count, chosen.token(), chosen.logProbability());
    count++;
    if (count == options.maxSteps()) {
      listener.onGenerated(Arrays.copyOf(ids, count), StopReason.MAX_STEPS, timing);
      return true;
    }
    plan.feed(memory, chosen.token());
    return false;
  }
}
