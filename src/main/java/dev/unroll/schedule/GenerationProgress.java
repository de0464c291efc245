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
  private final GenerationOptions options;
  private final TokenChooser chooser;
  private final RowMemory memory;
  private final int inputSteps;
  private boolean encoded;
  private long[] ids = new long[16];
  private int count;

  GenerationProgress(GeneratorPlan plan, Sequence input, GenerationOptions options) {
    this.plan = plan;
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
