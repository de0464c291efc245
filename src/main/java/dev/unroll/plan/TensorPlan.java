package dev.unroll.plan;

import dev.unroll.core.Sequence;
import dev.unroll.plan.stage.Channel;
import dev.unroll.plan.stage.Output;
import dev.unroll.plan.stage.RowMemory;
import dev.unroll.plan.stage.Stage;
import dev.unroll.plan.stage.TensorStage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A plan for a graph whose inputs are not one sequence of steps: several inputs, inputs of any
 * rank, states without steps. Clients give each input by its name, and the graph runs on a row's
 * tensors as they are. So the answer is that of ONNX Runtime, whatever the axes mean. Rows share a
 * run only if that was proven and if their tensors have equal shapes.
 */
public final class TensorPlan implements AnswerPlan {
  private final PlanFacts facts;
  private final TensorStage stage;
  private final List<Channel> channels;
  private final List<Integer> inputChannels;
  private final List<Integer> outputChannels;
  private final Map<String, float[]> firstStates;
  private final PlanStates states;

  /** Whether the plan may keep a row's states. A version that was found wrong keeps none. */
  private final boolean keepsStates;

  /**
   * @param channels all channels, by number
   * @param inputChannels the channel numbers of {@code facts.inputs}
   * @param outputChannels the channel numbers of {@code facts.outputs}
   * @param firstStates first values by state input, where they are not zeros
   */
  public TensorPlan(
      PlanFacts facts,
      TensorStage stage,
      List<Channel> channels,
      List<Integer> inputChannels,
      List<Integer> outputChannels,
      Map<String, float[]> firstStates) {
    this(facts, stage, channels, inputChannels, outputChannels, firstStates, true);
  }

  private TensorPlan(
      PlanFacts facts,
      TensorStage stage,
      List<Channel> channels,
      List<Integer> inputChannels,
      List<Integer> outputChannels,
      Map<String, float[]> firstStates,
      boolean keepsStates) {
    this.facts = facts;
    this.stage = stage;
    this.channels = List.copyOf(channels);
    this.inputChannels = List.copyOf(inputChannels);
    this.outputChannels = List.copyOf(outputChannels);
    this.firstStates = firstStates;
    this.keepsStates = keepsStates;
    this.states = new PlanStates(facts.states(), channels, firstStates);
  }

  @Override
  public PlanFacts facts() {
    return facts;
  }

  @Override
  public List<Stage> stages() {
    return List.of(stage);
  }

  @Override
  public boolean isSliced() {
    return false;
  }

  @Override
  public AnswerPlan alone() {
    return alone(facts.alone(), keepsStates);
  }

  @Override
  public AnswerPlan alone(String finding) {
    return alone(facts.alone(finding), false);
  }

  private TensorPlan alone(PlanFacts newFacts, boolean newKeepsStates) {
    return new TensorPlan(
        newFacts,
        stage.alone(),
        channels,
        inputChannels,
        outputChannels,
        firstStates,
        newKeepsStates);
  }

  @Override
  public AnswerPlan hiding(Set<String> outputs) {
    var kept =
        IntStream.range(0, outputChannels.size())
            .filter(place -> !outputs.contains(facts.outputs().get(place).name()))
            .mapToObj(outputChannels::get)
            .toList();
    return new TensorPlan(
        facts.hiding(outputs), stage, channels, inputChannels, kept, firstStates, keepsStates);
  }

  /** A live plan exists where the graph has states: then each part of the input is one run. */
  @Override
  public Optional<LivePlan> live() {
    return facts.states().isEmpty() || !keepsStates
        ? Optional.empty()
        : Optional.of(new FramePlan(this, this::begin, this::put));
  }

  private RowMemory begin(Map<String, float[]> given) {
    var memory = new RowMemory(channels.size());
    states.begin(memory, given);
    return memory;
  }

  private void put(RowMemory memory, Sequence input) {
    var tensors = ((Sequence.Tensors) input).byName();
    for (int channel : inputChannels) {
      var name = channels.get(channel).name();
      var tensor = tensors.get(name);
      if (tensor == null) {
        throw new IllegalArgumentException("input '" + name + "' is missing");
      }
      memory.put(channel, tensor);
    }
    memory.startWindow(input.steps());
  }

  @Override
  public RowMemory begin(Sequence input, Map<String, float[]> given) {
    var memory = begin(given);
    put(memory, input);
    return memory;
  }

  /** Returns an estimate: the sizes of most tensors are known only when the row has run. */
  @Override
  public long rowBytes(int steps) {
    return channels.stream()
        .mapToLong(channel -> (long) Long.BYTES * (channel.isOpen() ? steps : channel.volume()))
        .sum();
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
    stage.session().close();
  }
}
