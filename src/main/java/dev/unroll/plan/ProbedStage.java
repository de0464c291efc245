package dev.unroll.plan;

import dev.unroll.core.Sequence;
import dev.unroll.plan.stage.Channel;
import dev.unroll.plan.stage.GraphStage;
import dev.unroll.plan.stage.GraphState;
import dev.unroll.plan.stage.Output;
import dev.unroll.plan.stage.RowMemory;
import dev.unroll.plan.stage.TensorFacts;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The findings of probing a graph.
 *
 * @param stage the graph's stage
 * @param channels all channels, by number
 * @param inputChannel the channel number of the input that clients fill
 * @param outputChannels the channel numbers of the outputs that clients get, in the graph's order
 * @param input the facts of the input
 * @param outputs the facts of the outputs, in the order of {@code outputChannels}
 * @param vocabularySize as in {@link PlanFacts}
 * @param minSteps as in {@link PlanFacts}
 * @param fixedSteps as in {@link PlanFacts}
 * @param states the hidden states that the graph exposes, in its order
 * @param lengths as in {@link PlanFacts}
 * @param witness the analysis of the graph with this layout of the input
 * @param rowsObstacle why rows may not share a run; empty where they may
 * @param proofBudget how much is run to prove its plans
 * @param proof the comparison of rows together with rows alone
 */
public record ProbedStage(
    GraphStage stage,
    List<Channel> channels,
    int inputChannel,
    List<Integer> outputChannels,
    TensorFacts input,
    List<TensorFacts> outputs,
    long vocabularySize,
    int minSteps,
    int fixedSteps,
    List<GraphState> states,
    String lengths,
    GraphWitness witness,
    String rowsObstacle,
    ProofBudget proofBudget,
    Proof proof) {

  public RowMemory begin(Sequence input) {
    var memory = new RowMemory(channels.size());
    memory.put(inputChannel, input);
    return memory;
  }

  /** Returns the hidden states that the graph itself exposes. */
  public List<StageFacts.StateFacts> stateFacts() {
    return IntStream.range(0, channels.size())
        .filter(channel -> channel != inputChannel && !outputChannels.contains(channel))
        .mapToObj(channels::get)
        .map(channel -> new StageFacts.StateFacts(channel.name(), channel.volume()))
        .toList();
  }

  /** Returns the outputs of a row that the stage has computed. */
  public List<Output> answers(RowMemory memory) {
    return Output.all(outputs, channels, outputChannels, memory);
  }

  /** Returns the same findings without some of the outputs, which are still computed. */
  ProbedStage hiding(Set<String> hidden) {
    var kept =
        IntStream.range(0, outputs.size())
            .filter(place -> !hidden.contains(outputs.get(place).name()))
            .boxed()
            .toList();
    return with(
        stage.hiding(hidden),
        kept.stream().map(outputChannels::get).toList(),
        kept.stream().map(outputs::get).toList(),
        proof);
  }

  public ProbedStage with(Proof newProof) {
    return with(stage, outputChannels, outputs, newProof);
  }

  public ProbedStage with(GraphStage newStage) {
    return with(newStage, outputChannels, outputs, proof);
  }

  /** Returns the same findings with one row per run. */
  ProbedStage alone() {
    return with(stage.with(stage.rowsPerRun().alone()));
  }

  private ProbedStage with(
      GraphStage newStage,
      List<Integer> newOutputChannels,
      List<TensorFacts> newOutputs,
      Proof newProof) {
    return new ProbedStage(
        newStage,
        channels,
        inputChannel,
        newOutputChannels,
        input,
        newOutputs,
        vocabularySize,
        minSteps,
        fixedSteps,
        states,
        lengths,
        witness,
        rowsObstacle,
        proofBudget,
        newProof);
  }
}
