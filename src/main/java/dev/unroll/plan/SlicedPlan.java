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
 * A plan whose stages are advanced slice by slice. Rows of any lengths share a slice, which takes
 * the same number of steps of each. Each stage finishes a row's whole sequence before the next
 * stage begins.
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
   * @param outputChannels the channel numbers of the outputs, in the order of {@code facts.outputs}
   * @param firstStates see {@link GraphHints}
   * @param whole the whole graph, whose session is closed with the plan
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
    return new WholePlan(facts.alone(), whole.alone(), firstStates, false);
  }

  @Override
  public AnswerPlan alone(String finding) {
    return new WholePlan(facts.alone(finding), whole.alone(), firstStates, false);
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

  /** A live plan exists where there is one forward stage that can take single steps. */
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

  /** Returns the memory of a row without input. */
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
