package dev.unroll.schedule.decode;

import dev.unroll.plan.GeneratorPlan;
import dev.unroll.plan.stage.RowMemory;
import java.util.Arrays;
import java.util.List;

/** One output, greedy or sampled: each step is chosen and reported before the next. */
public final class SamplingStrategy implements DecodingStrategy {
  private final GeneratorPlan plan;
  private final RowMemory memory;
  private final GenerationOptions options;
  private final Sampler chooser;
  private long[] ids = new long[16];
  private float[] logProbabilities = new float[16];
  private int count;
  private double score;

  public SamplingStrategy(
      GeneratorPlan plan, RowMemory memory, GenerationOptions options, Decoding.Sampling sampling) {
    this.plan = plan;
    this.memory = memory;
    this.options = options;
    this.chooser = new Sampler(sampling);
  }

  @Override
  public List<RowMemory> memories() {
    return List.of(memory);
  }

  @Override
  public int toldSteps() {
    return count;
  }

  @Override
  public List<GeneratedOutput> advance(TokenListener listener) {
    var logits = plan.logits(memory);
    int likeliest = Logits.likeliest(logits);
    int token = chooser.choose(logits, likeliest);
    double logProbability =
        options.scored() ? logits[token] - Logits.logTotal(logits, likeliest) : Double.NaN;
    score += logProbability;
    if (options.stopIds().contains((long) token)) {
      return List.of(hypothesis(StopReason.STOP_ID, count + 1));
    }
    append(token, (float) logProbability);
    listener.onToken(count - 1, token, (float) logProbability);
    if (count == options.maxSteps()) {
      return List.of(hypothesis(StopReason.MAX_STEPS, count));
    }
    plan.feed(memory, token);
    return List.of();
  }

  private void append(long token, float logProbability) {
    if (count == ids.length) {
      ids = Arrays.copyOf(ids, 2 * count);
      logProbabilities = Arrays.copyOf(logProbabilities, 2 * count);
    }
    ids[count] = token;
    logProbabilities[count] = logProbability;
    count++;
  }

  private GeneratedOutput hypothesis(StopReason reason, int length) {
    return new GeneratedOutput(
        0,
        Arrays.copyOf(ids, count),
        Arrays.copyOf(logProbabilities, count),
        reason,
        score,
        GeneratedOutput.normalise(score, length, options.lengthPenalty()));
  }
}
