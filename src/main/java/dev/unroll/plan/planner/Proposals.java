package dev.unroll.plan.planner;

import dev.unroll.core.LoadException;
import dev.unroll.plan.AnswerPlan;
import dev.unroll.plan.PlanFacts;
import dev.unroll.plan.ProbedStage;
import dev.unroll.plan.Proof;
import dev.unroll.plan.SlicedPlan;
import dev.unroll.plan.StageFacts;
import dev.unroll.plan.WholePlan;
import dev.unroll.plan.graph.GraphCutter;
import dev.unroll.plan.graph.GraphHints;
import dev.unroll.plan.graph.OnnxGraph;
import dev.unroll.plan.graph.RandomNodes;
import dev.unroll.plan.graph.RecurrentNodes;
import dev.unroll.plan.graph.Subgraph;
import dev.unroll.plan.graph.rewrite.EmptyGuards;
import dev.unroll.plan.prove.PairedLoneRows;
import dev.unroll.plan.prove.SliceProof;
import dev.unroll.plan.prove.StatesProof;
import dev.unroll.plan.stage.GraphStage;
import dev.unroll.plan.stage.GraphState;
import dev.unroll.runtime.GraphSession;
import dev.unroll.runtime.OnnxRuntime;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Proposes ways to cut a graph in time, the best first, and takes the first one that is proven. */
final class Proposals {
  private final OnnxRuntime runtime;
  private final Path folder;
  private final RecurrentNodes nodes;
  private final GraphCutter cutter;
  private final OnnxGraph graph;
  private final ProbedStage whole;
  private final Map<String, String> states;
  private final Map<String, float[]> firstStates;
  private final List<String> warnings;
  private final long parameters;
  private final List<String> refused = new ArrayList<>();

  /**
   * @param folder the folder of the model's file
   * @param whole the findings of probing the whole graph
   * @param states the output for the next value of each state that the graph exposes, by state
   *     input
   * @param firstStates see {@link GraphHints}
   * @param warnings see {@link PlanFacts}
   */
  public Proposals(
      OnnxRuntime runtime,
      Path folder,
      OnnxGraph graph,
      ProbedStage whole,
      Map<String, String> states,
      Map<String, float[]> firstStates,
      List<String> warnings) {
    this.runtime = runtime;
    this.folder = folder;
    this.nodes = new RecurrentNodes(graph, whole.witness().analysis());
    this.cutter = new GraphCutter(graph, nodes);
    this.graph = graph;
    this.whole = whole;
    this.states = states;
    this.firstStates = firstStates;
    this.warnings = warnings;
    this.parameters = ParameterCount.of(graph, folder);
  }

  /** Returns the best proven plan; empty where the graph can only be run as a whole. */
  public Optional<SlicedPlan> best() {
    var obstacle = obstacle();
    if (!obstacle.isEmpty()) {
      refused.add("causal, staged: " + obstacle);
      return Optional.empty();
    }
    if (cutter.isCausal()) {
      var causal = causal();
      if (causal.isPresent()) {
        return causal;
      }
    } else {
      refused.add("causal: a recurrent node runs in reverse");
    }
    if (!firstStates.isEmpty()) {
      refused.add("staged: model.yaml gives its states first values, and stages begin with zeros");
      return Optional.empty();
    }
    var pieces = cutter.staged();
    if (pieces.isEmpty()) {
      refused.add(
          "staged: it has operators with subgraphs, or activations with parameters of their own");
      return Optional.empty();
    }
    var start = nodes.startObstacle(whole.witness().analysis(), true);
    if (!start.isEmpty()) {
      refused.add("staged: " + start);
      return Optional.empty();
    }
    return attempt("staged", pieces.get());
  }

  /**
   * Proposes a causal plan. A graph may change a state before its node reads it, for example at the
   * start of a sequence. Where repeating that change in every slice is wrong, the node's own state
   * is kept instead.
   */
  private Optional<SlicedPlan> causal() {
    var changed = cutter.causal(states, false);
    var moved = cutter.causal(states, true);
    boolean differs = changed.states().size() != moved.states().size();
    var start = nodes.startObstacle(whole.witness().analysis(), false);
    if (start.isEmpty()) {
      var causal = attempt("causal", List.of(changed));
      return causal.isPresent() || !differs ? causal : attempt("causal", List.of(moved));
    }
    // States begin as zeros unless clients set them, and the change may leave zeros as they are.
    boolean fromZeros =
        differs
            && firstStates.isEmpty()
            && nodes.startObstacle(whole.witness().fromZeros(), false).isEmpty();
    if (!fromZeros) {
      refused.add("causal: " + start);
      return Optional.empty();
    }
    return attempt("causal", List.of(moved));
  }

  private String obstacle() {
    if (!whole.input().timed()) {
      return "its input has no axis of steps";
    }
    if (whole.fixedSteps() > 0) {
      return "it takes exactly " + whole.fixedSteps() + " steps";
    }
    var open = whole.outputs().stream().filter(output -> output.volume() == 0).findFirst();
    if (open.isPresent()) {
      return "output '" + open.get().name() + "' has a second axis that changes with the input";
    }
    var steps = whole.witness().stepsObstacle();
    // Where no recurrent node runs over the steps, what the graph does to them is the better
    // reason.
    return nodes.all().isEmpty() && nodes.hasOthers() && !steps.isEmpty()
        ? steps
        : nodes.obstacle();
  }

  private Optional<SlicedPlan> attempt(String label, List<Subgraph> pieces) {
    var sessions = new ArrayList<GraphSession>();
    try {
      var making = new SubgraphStages(whole, states);
      var stages = new ArrayList<GraphStage>();
      var described = new ArrayList<StageFacts>();
      for (var subgraph : pieces) {
        described.add(StageFacts.of(subgraph, pieces.subList(0, described.size())));
        var model = EmptyGuards.of(subgraph.model()).orElse(subgraph.model());
        var session = runtime.load(subgraph.name(), model.toByteArray(), folder);
        sessions.add(session);
        var stage = making.stage(subgraph, session);
        var obstacle = making.obstacle(subgraph, stage);
        if (!obstacle.isEmpty()) {
          throw new LoadException(obstacle);
        }
        stages.add(stage);
      }
      // Stages for each direction keep the nodes' states, not the graph's own ones.
      var exposed = pieces.size() == 1 ? whole.states() : List.<GraphState>of();
      var unproven =
          new SlicedPlan(
              facts(label, Proof.NOTHING_COMPARED, described, exposed),
              stages,
              making.channels(),
              making.outputChannels(),
              Map.of(),
              whole);
      var proof = proof(unproven);
      exposed = provenStates(unproven);
      var proven = unproven.with(facts(label, proof, described, exposed));
      return Optional.of(
          new PairedLoneRows(whole, graph).sliced(proven, pieces).beginningWith(firstStates));
    } catch (LoadException e) {
      refused.add(label + ": " + e.reason());
    } catch (RuntimeException e) {
      refused.add(label + ": " + e);
    }
    sessions.forEach(GraphSession::close);
    return Optional.empty();
  }

  private Proof proof(SlicedPlan plan) throws LoadException {
    try {
      return new SliceProof(whole).prove(plan);
    } catch (LoadException e) {
      throw new LoadException("when it is run, " + e.reason(), e);
    }
  }

  /** Returns the plan that runs the whole graph. */
  WholePlan whole(ProbedStage steady) throws LoadException {
    boolean shares = steady.stage().maxRows() > 1;
    if (!shares) {
      refused.add(
          "whole: "
              + (whole.rowsObstacle().isEmpty()
                  ? "the graph takes exactly one row"
                  : whole.rowsObstacle()));
    }
    var label = shares ? "whole" : "alone";
    var stages = List.of(StageFacts.of("whole", graph, steady.stateFacts(), List.of()));
    boolean isRandom = RandomNodes.warning(graph.model()).isPresent();
    var proof = isRandom ? Proof.INCOMPARABLE : steady.proof();
    var unproven = new WholePlan(facts(label, proof, stages, whole.states()), steady, Map.of());
    var states = isRandom ? whole.states() : provenStates(unproven);
    var facts = facts(label, proof, stages, states);
    return new WholePlan(facts, steady, firstStates);
  }

  /**
   * Returns the plan's states, if it is proven to continue from given states; else none.
   *
   * @throws LoadException where the proof fails and rows begin with configured first states
   */
  private List<GraphState> provenStates(AnswerPlan plan) throws LoadException {
    if (plan.facts().states().isEmpty()) {
      return List.of();
    }
    try {
      new StatesProof(whole).prove(plan);
      return plan.facts().states();
    } catch (LoadException e) {
      if (!firstStates.isEmpty()) {
        throw e;
      }
      refused.add("states that clients give: " + e.reason());
      return List.of();
    }
  }

  private PlanFacts facts(
      String label, Proof proof, List<StageFacts> stages, List<GraphState> exposed) {
    return PlanFacts.of(
        label,
        parameters,
        whole,
        proof,
        whole.outputs(),
        runtime.device(),
        stages,
        exposed,
        refused,
        warnings);
  }
}
