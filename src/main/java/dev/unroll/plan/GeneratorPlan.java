package dev.unroll.plan;

import dev.unroll.core.Sequence;
import dev.unroll.plan.stage.Channel;
import dev.unroll.plan.stage.RowMemory;
import dev.unroll.plan.stage.Stage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An encoder that runs once over the input, and a decoder that makes the output a step at a time: a
 * token and the row's states in, logits and the next states out. Rows at any step of their output
 * share a slice.
 */
public final class GeneratorPlan implements Plan {
  private final PlanFacts facts;
  private final ProbedStage encoder;
  private final ProbedDecoder decoder;

  public GeneratorPlan(PlanFacts facts, ProbedStage encoder, ProbedDecoder decoder) {
    this.facts = facts;
    this.encoder = encoder;
    this.decoder = decoder;
  }

  @Override
  public PlanFacts facts() {
    return facts;
  }

  @Override
  public List<Stage> stages() {
    return List.of(encoder(), decoder());
  }

  public Stage encoder() {
    return encoder.stage();
  }

  public Stage decoder() {
    return decoder.stage();
  }

  /**
   * Whether decoding looks back at the encoder's steps, so that only rows of equal input share a
   * slice.
   */
  public boolean remembersSteps() {
    return decoder.remembersSteps();
  }

  /** How many ids the decoder can give. */
  public int outputVocabularySize() {
    return decoder.channels().get(decoder.logitsChannel()).volume();
  }

  @Override
  public RowMemory begin(Sequence input) {
    var memory = new RowMemory(decoder.channels().size());
    memory.put(encoder.inputChannel(), input);
    return memory;
  }

  @Override
  public long rowBytes(int steps) {
    return Channel.bytes(decoder.channels(), steps);
  }

  /** What a {@link #fork} comes to hold besides what it shares. */
  public long forkBytes() {
    var own = new ArrayList<Channel>();
    own.add(decoder.channels().get(decoder.logitsChannel()));
    decoder.stateChannels().forEach(channel -> own.add(decoder.channels().get(channel)));
    return Channel.bytes(own, 1);
  }

  /** Gives the decoder its next input. */
  public void feed(RowMemory memory, long token) {
    memory.put(decoder.tokenChannel(), new long[] {token});
  }

  /**
   * The logits of the row's newest step, shape {@code [outputVocabularySize]}; hold until its next
   * slice.
   */
  public float[] logits(RowMemory memory) {
    var logits = memory.floats(decoder.logitsChannel());
    if (logits == null) {
      throw new IllegalStateException("logits before the first step");
    }
    return logits;
  }

  /**
   * A row that goes on from where another is, which goes on by itself. They share what the encoder
   * gave; states, a few kilobytes, are copied. The new one must be fed before it runs.
   *
   * @param spare a row of this plan that is needed no more and becomes the new one; null: none
   */
  public RowMemory fork(RowMemory memory, @Nullable RowMemory spare) {
    var fork = spare == null ? new RowMemory(decoder.channels().size()) : spare;
    fork.goOnFrom(memory, decoder.stateChannels(), decoder.logitsChannel());
    return fork;
  }

  @Override
  public void close() {
    encoder.stage().session().close();
    decoder.stage().session().close();
  }
}
