package dev.unroll.plan;

import dev.unroll.plan.stage.Channel;
import dev.unroll.plan.stage.GraphStage;
import dev.unroll.plan.stage.OutputBinding;
import dev.unroll.plan.stage.TensorFacts;
import java.util.List;

/**
 * The findings of probing a decoder.
 *
 * @param stage the decoder's stage
 * @param channels all channels: the encoder's, then the decoder's
 * @param tokenChannel the channel number of the input for the newest token
 * @param logitsChannel the channel number of the output that scores the next token
 * @param logits the facts of that output
 * @param remembersSteps whether an input is an encoder output with an axis of steps
 * @param proof the comparison of rows together with rows alone
 */
public record ProbedDecoder(
    GraphStage stage,
    List<Channel> channels,
    int tokenChannel,
    int logitsChannel,
    TensorFacts logits,
    boolean remembersSteps,
    Proof proof) {

  /** Returns the channel numbers of the states that the decoder writes for its next step. */
  List<Integer> stateChannels() {
    return stage.outputBindings().stream()
        .filter(OutputBinding.ToChannel.class::isInstance)
        .map(target -> ((OutputBinding.ToChannel) target).channel())
        .filter(channel -> channel != logitsChannel)
        .toList();
  }

  public ProbedDecoder with(GraphStage newStage) {
    return with(newStage, proof);
  }

  public ProbedDecoder with(Proof newProof) {
    return with(stage, newProof);
  }

  private ProbedDecoder with(GraphStage newStage, Proof newProof) {
    return new ProbedDecoder(
        newStage, channels, tokenChannel, logitsChannel, logits, remembersSteps, newProof);
  }

  public List<StageFacts.StateFacts> stateFacts() {
    return stateChannels().stream()
        .map(channels::get)
        .map(channel -> new StageFacts.StateFacts(channel.name(), channel.volume()))
        .toList();
  }
}
