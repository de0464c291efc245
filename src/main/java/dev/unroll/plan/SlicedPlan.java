package dev.unroll.plan;

import dev.unroll.core.Sequence;
import dev.unroll.plan.graph.GraphHints;
import dev.unroll.plan.stage.Channel;
import dev.unroll.plan.stage.GraphStage;
import dev.unroll.plan.stage.Output;
import dev.unroll.plan.stage.RowMemory;
import dev.unroll.plan.stage.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A plan whose stages can be advanced slice by slice: rows of any lengths share a slice, each
 * giving as many steps as the shortest of them has left. Each stage is through with a row's whole
 * sequence before the next one begins on it.
 */
public final class SlicedPlan implements AnswerPlan {
  private final PlanFacts facts;
  private final List<GraphStage> stages;
  private final List<Channel> channels;
  private final List<Integer> outputChannels;
  private final Map<String, float[]> firstStates;
  private final ProbedStage whole;
  private final PlanStates states;

  /**
   * @param channels all channels; the first is the input
   * @param outputChannels the numbers of the outputs, in the order of {@code facts.outputs}
   * @param firstStates as in {@link GraphHints}
   * @param whole the graph that was cut, which is closed with the plan
   */
  public SlicedPlan(
      PlanFacts facts,
      List<GraphStage> stages,
      List<Channel> channels,
      List<Integer> outputChannels,
      Map<String, float[]> firstStates,
      ProbedStage whole) {
    this.facts = facts;
    this.stages = List.copyOf(stages);
    this.channels = List.copyOf(channels);
    this.outputChannels = List.copyOf(outputChannels);
    this.firstStates = firstStates;
    this.whole = whole;
    this.states = new PlanStates(facts.states(), channels, firstStates);
  }

  public SlicedPlan with(PlanFacts newFacts) {
    return new SlicedPlan(newFacts, stages, channels, outputChannels, firstStates, whole);
  }

  public SlicedPlan with(List<GraphStage> newStages) {
    return new SlicedPlan(facts, newStages, channels, outputChannels, firstStates, whole);
  }

  public SlicedPlan beginningWith(Map<String, float[]> newFirstStates) {
    return new SlicedPlan(facts, stages, channels, outputChannels, newFirstStates, whole);
  }

  @Override
  public PlanFacts facts() {
    return facts;
  }

  @Override
  public List<Stage> stages() {
    return List.copyOf(stages);
  }

  @Override
  public boolean isSliced() {
    return true;
  }

  @Override
  public AnswerPlan alone() {
    return new WholePlan(facts.alone(), whole.alone(), firstStates);
  }

  @Override
  public AnswerPlan alone(String finding) {
    return new WholePlan(facts.alone(finding), whole.alone(), firstStates);
  }

  @Override
  public AnswerPlan hiding(Set<String> outputs) {
    var told = new ArrayList<Integer>();
    for (int place = 0; place < outputChannels.size(); place++) {
      if (!outputs.contains(facts.outputs().get(place).name())) {
        told.add(outputChannels.get(place));
      }
    }
    return new SlicedPlan(
        facts.hiding(outputs),
        stages.stream().map(stage -> stage.hiding(outputs)).toList(),
        channels,
        told,
        firstStates,
        whole.hiding(outputs));
  }

  /** One stage that goes up in time, and takes steps one by one. */
  @Override
  public Optional<LivePlan> live() {
    boolean isCausal = stages.size() == 1 && !stages.get(0).isReverse();
    return isCausal && facts.minSteps() <= 1 ? Optional.of(new CausalPlan(this)) : Optional.empty();
  }

  public List<GraphStage> graphStages() {
    return stages;
  }

  List<Channel> channels() {
    return channels;
  }

  List<Integer> outputChannels() {
    return outputChannels;
  }

  @Override
  public RowMemory begin(Sequence input, Map<String, float[]> given) {
    var memory = begin(given);
    memory.put(0, input);
    return memory;
  }

  /** A row without input. */
  RowMemory begin(Map<String, float[]> given) {
    var memory = new RowMemory(channels.size());
    states.begin(memory, given);
    return memory;
  }

  @Override
  public long rowBytes(int steps) {
    return Channel.bytes(channels, steps);
  }

  @Override
  public List<Output> outputs(RowMemory memory) {
    return Output.all(facts.outputs(), channels, outputChannels, memory);
  }

  @Override
  public List<Output> states(RowMemory memory) {
    return states.outputs(memory);
  }

  @Override
  public void close() {
    stages.forEach(stage -> stage.session().close());
    whole.stage().session().close();
  }
}
