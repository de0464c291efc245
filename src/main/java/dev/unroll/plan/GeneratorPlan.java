package dev.unroll.plan;

import dev.unroll.core.Sequence;
import dev.unroll.plan.stage.Channel;
import dev.unroll.plan.stage.RowMemory;
import dev.unroll.plan.stage.Stage;
import dev.unroll.runtime.ElementType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A plan with an encoder that runs once over the input, and a decoder that generates the output
 * step by step: it reads a token and the row's states, and returns logits and the next states. Rows
 * at different steps of their output may share a slice.
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
   * Returns whether the decoder reads the encoder's steps, so that only rows with inputs of equal
   * length share a slice.
   */
  public boolean remembersSteps() {
    return decoder.remembersSteps();
  }

  /** Returns the type of the id that the decoder takes. */
  public ElementType tokenType() {
    return decoder.channels().get(decoder.tokenChannel()).type();
  }

  /** Returns the number of ids that the decoder scores. */
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

  /** Returns the bytes that a {@link #fork} holds in addition to what it shares. */
  public long forkBytes() {
    var own = new ArrayList<Channel>();
    own.add(decoder.channels().get(decoder.logitsChannel()));
    decoder.stateChannels().forEach(channel -> own.add(decoder.channels().get(channel)));
    return Channel.bytes(own, 1);
  }

  /** Sets the decoder's next input token. */
  public void feed(RowMemory memory, long token) {
    memory.put(decoder.tokenChannel(), new long[] {token});
  }

  /**
   * Returns the logits of the row's newest step, shape {@code [outputVocabularySize]}. The array is
   * valid until the row's next slice.
   */
  public float[] logits(RowMemory memory) {
    var logits = memory.floats(decoder.logitsChannel());
    if (logits == null) {
      throw new IllegalStateException("logits before the first step");
    }
    return logits;
  }

  /**
   * Returns a new row that continues from the given row, which stays independent. They share the
   * encoder's outputs; states are copied. The new row must be fed before it runs.
   *
   * @param spare a row of this plan that is not needed any more and is reused, or null
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
