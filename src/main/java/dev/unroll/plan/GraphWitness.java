package dev.unroll.plan;

import dev.unroll.onnx.ModelProto;
import dev.unroll.plan.graph.Layout;
import dev.unroll.plan.independence.GraphAnalysis;
import dev.unroll.plan.independence.InputFacts;
import dev.unroll.plan.independence.value.RecurrentFacts;
import dev.unroll.plan.stage.Channel;
import dev.unroll.plan.stage.GraphStage;
import dev.unroll.plan.stage.InputBinding;
import dev.unroll.plan.stage.OutputBinding;
import dev.unroll.runtime.GraphSession;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The first of the two witnesses for cutting time and for sharing runs among rows: the analysis of
 * the graph. The second witness is running the graph both ways.
 */
public final class GraphWitness {
  private final ModelProto model;
  private final Map<String, InputFacts> inputs;
  private final GraphAnalysis analysis;
  private final GraphSession session;

  private GraphWitness(
      ModelProto model,
      Map<String, InputFacts> inputs,
      GraphAnalysis analysis,
      GraphSession session) {
    this.model = model;
    this.inputs = inputs;
    this.analysis = analysis;
    this.session = session;
  }

  /**
   * Analyses a graph.
   *
   * @param inputBindings the source of each of the session's inputs
   * @param states the names of inputs that are hidden states
   * @param reverse whether slices go backwards in time
   */
  public static GraphWitness of(
      ModelProto model,
      GraphSession session,
      List<InputBinding> inputBindings,
      Set<String> states,
      boolean reverse) {
    var facts = new HashMap<String, InputFacts>();
    for (int place = 0; place < inputBindings.size(); place++) {
      var name = session.inputs().get(place).name();
      facts.put(name, facts(inputBindings.get(place), states.contains(name)));
    }
    return new GraphWitness(model, facts, GraphAnalysis.of(model, facts, reverse), session);
  }

  private static InputFacts facts(InputBinding inputBinding, boolean isState) {
    if (!(inputBinding instanceof InputBinding.FromChannel channel)) {
      return new InputFacts(0, -1, InputFacts.Role.LENGTHS);
    }
    var layout = channel.layout();
    boolean isTimed = layout.timeAxis() >= 0;
    var role =
        isState
            ? InputFacts.Role.STATE
            : isTimed ? InputFacts.Role.DATA : InputFacts.Role.WHOLE_SEQUENCE;
    return new InputFacts(layout.batchAxis(), layout.timeAxis(), role);
  }

  /** Returns the axes of rows and steps of an output; -1 where they are unknown. */
  public Layout layout(String output) {
    var facts = analysis.output(output);
    return new Layout(facts.batchAxis(), facts.timeAxis());
  }

  /** Returns why rows may not share a run, or an empty string where they may. */
  public String rowsObstacle() {
    return session.outputs().stream()
        .map(port -> analysis.output(port.name()).rowsObstacle())
        .filter(obstacle -> !obstacle.isEmpty())
        .findFirst()
        .orElse("");
  }

  /**
   * Returns why the outputs depend on where time is cut, before states are exposed; else an empty
   * string.
   */
  public String stepsObstacle() {
    return session.outputs().stream()
        .map(port -> analysis.output(port.name()).stepsObstacle())
        .filter(obstacle -> !obstacle.isEmpty())
        .findFirst()
        .orElse("");
  }

  /**
   * Returns why a stage's time may not be cut, or an empty string where it may.
   *
   * @param stage the stage with its output bindings
   * @param states the channel numbers of its hidden states
   */
  public String stepsObstacle(GraphStage stage, List<Channel> channels, Set<Integer> states) {
    for (int place = 0; place < stage.outputBindings().size(); place++) {
      if (!(stage.outputBindings().get(place) instanceof OutputBinding.ToChannel target)) {
        continue;
      }
      var name = session.outputs().get(place).name();
      var facts = analysis.output(name);
      if (!facts.stepsObstacle().isEmpty()) {
        return facts.stepsObstacle();
      }
      boolean isState = states.contains(target.channel());
      boolean isTimed = channels.get(target.channel()).timed();
      if (isState && !facts.isState()) {
        return "output '" + name + "' is not the last state of a recurrent node";
      }
      if (isTimed && facts.timeAxis() != target.layout().timeAxis()) {
        return "output '" + name + "' does not have one step for each step of the input";
      }
      if (stage.isReverse() && !isState && !isTimed) {
        return "output '" + name + "' has no axis of steps, although its stage runs in reverse";
      }
    }
    return "";
  }

  /** Returns whether a recurrent node shows which axis the steps are. */
  public boolean hasRecurrence() {
    return nodesOverRows() + nodesOverSteps() > 0;
  }

  /** Returns the number of recurrent nodes that run over the assumed axis of rows. */
  public int nodesOverRows() {
    return (int) analysis.recurrent().stream().filter(RecurrentFacts::overRows).count();
  }

  /** Returns the number of recurrent nodes that run over the assumed axis of steps. */
  public int nodesOverSteps() {
    return (int) analysis.recurrent().stream().filter(RecurrentFacts::overSteps).count();
  }

  /** Returns the analysis of the same graph with its states known to be zeros. */
  public GraphAnalysis fromZeros() {
    var facts = new HashMap<>(inputs);
    facts.replaceAll((name, input) ->
        input.role() == InputFacts.Role.STATE
            ? new InputFacts(input.batchAxis(), input.timeAxis(), InputFacts.Role.ZERO_STATE)
            : input);
    return GraphAnalysis.of(model, facts, false);
  }

  public GraphAnalysis analysis() {
    return analysis;
  }
}
