package dev.unroll.plan;

import dev.unroll.plan.stage.Channel;
import dev.unroll.plan.stage.GraphStage;
import dev.unroll.plan.stage.TensorFacts;
import dev.unroll.plan.stage.Yield;
import java.util.List;

/**
 * What trying a decoder has found.
 *
 * @param stage the graph with its channels
 * @param channels all channels: the encoder's, then the decoder's own
 * @param tokenChannel the number of the input that takes the newest token
 * @param logitsChannel the number of the output that scores the next one
 * @param logits facts of that output
 * @param remembersSteps whether an input is the encoder's output with time
 * @param proof rows together against rows alone
 */
public record DecoderFindings(
    GraphStage stage,
    List<Channel> channels,
    int tokenChannel,
    int logitsChannel,
    TensorFacts logits,
    boolean remembersSteps,
    Proof proof) {

  /** The numbers of what the decoder writes for its next step. */
  List<Integer> stateChannels() {
    return stage.yields().stream()
        .filter(Yield.ToChannel.class::isInstance)
        .map(target -> ((Yield.ToChannel) target).channel())
        .filter(channel -> channel != logitsChannel)
        .toList();
  }

  public DecoderFindings with(GraphStage newStage) {
    return with(newStage, proof);
  }

  public DecoderFindings with(Proof newProof) {
    return with(stage, newProof);
  }

  private DecoderFindings with(GraphStage newStage, Proof newProof) {
    return new DecoderFindings(
        newStage, channels, tokenChannel, logitsChannel, logits, remembersSteps, newProof);
  }

  public List<StageFacts.StateFacts> stateFacts() {
    return stateChannels().stream()
        .map(channels::get)
        .map(channel -> new StageFacts.StateFacts(channel.name(), channel.volume()))
        .toList();
  }
}
