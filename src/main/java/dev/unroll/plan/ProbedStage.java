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
 * What trying a graph has found.
 *
 * @param stage the graph with its channels
 * @param channels all channels, by number
 * @param inputChannel the number of the input that clients fill
 * @param outputChannels the numbers of the outputs that clients get, in the graph's order
 * @param input facts of the input
 * @param outputs facts of the outputs, as {@code outputChannels}
 * @param vocabularySize as in {@link PlanFacts}
 * @param minSteps as in {@link PlanFacts}
 * @param fixedSteps as in {@link PlanFacts}
 * @param states the hidden states that the graph takes and gives, in its order
 * @param lengths as in {@link PlanFacts}
 * @param witness what the graph says of rows and steps, its input laid out so
 * @param rowsObstacle why rows may not share a run; empty: they may
 * @param proofBudget how much is run to prove what is made of it
 * @param proof rows together against rows alone
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

  /** The hidden states that the graph itself takes and gives. */
  public List<StageFacts.StateFacts> stateFacts() {
    return IntStream.range(0, channels.size())
        .filter(channel -> channel != inputChannel && !outputChannels.contains(channel))
        .mapToObj(channels::get)
        .map(channel -> new StageFacts.StateFacts(channel.name(), channel.volume()))
        .toList();
  }

  /** The outputs of a row that the stage has run over. */
  public List<Output> answers(RowMemory memory) {
    return Output.all(outputs, channels, outputChannels, memory);
  }

  /** The same without some of the outputs, which are still computed. */
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

  /** The same, one row a run. */
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
