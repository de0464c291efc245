package dev.unroll.plan;

import dev.unroll.core.LoadException;
import dev.unroll.runtime.GraphSession;
import dev.unroll.runtime.OnnxRuntime;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Tries the ways to cut a graph in time, best first, and takes the first that is proven. */
final class Proposals {
  private final OnnxRuntime runtime;
  private final Path folder;
  private final GraphCutter cutter;
  private final Effort effort;
  private final OnnxGraph graph;
  private final StageFindings whole;
  private final Map<String, String> states;
  private final List<String> refused = new ArrayList<>();
  private boolean haveFallen;

  /**
   * @param folder where the model's file lies
   * @param whole what trying the whole graph has found
   * @param states the states that the graph exposes
   */
  Proposals(
      OnnxRuntime runtime,
      Path folder,
      OnnxGraph graph,
      StageFindings whole,
      Map<String, String> states) {
    this.runtime = runtime;
    this.folder = folder;
    this.cutter = new GraphCutter(graph);
    this.effort = Effort.of(graph);
    this.graph = graph;
    this.whole = whole;
    this.states = states;
  }

  /** The best proven plan; empty where the graph can only be run as a whole. */
  Optional<SlicedPlan> best() {
    var obstacle = obstacle();
    if (!obstacle.isEmpty()) {
      refused.add("causal, staged: " + obstacle);
      return Optional.empty();
    }
    if (cutter.isCausal()) {
      var causal = attempt("causal", List.of(cutter.causal(states)));
      if (causal.isPresent()) {
        return causal;
      }
    } else {
      refused.add("causal: a recurrent node runs in reverse");
    }
    var pieces = cutter.staged();
    if (pieces.isEmpty()) {
      refused.add(
          "staged: it holds operators with graphs inside, or activations with numbers of their own");
      return Optional.empty();
    }
    return attempt("staged", pieces.get());
  }

  /** Whether the graph was cut, and some cut was not proven. */
  boolean haveFallen() {
    return haveFallen;
  }

  private String obstacle() {
    if (!whole.input().timed()) {
      return "its input has no time";
    }
    if (whole.fixedSteps() > 0) {
      return "it insists on " + whole.fixedSteps() + " steps";
    }
    return cutter.obstacle();
  }

  private Optional<SlicedPlan> attempt(String label, List<Piece> pieces) {
    var sessions = new ArrayList<GraphSession>();
    try {
      var making = new PieceStages(whole, states);
      var stages = new ArrayList<GraphStage>();
      var described = new ArrayList<StageFacts>();
      for (var piece : pieces) {
        described.add(StageFacts.of(piece, pieces.subList(0, described.size())));
        var session = runtime.load(piece.name(), piece.model().toByteArray(), folder);
        sessions.add(session);
        stages.add(making.stage(piece, session));
      }
      var unproven =
          new SlicedPlan(
              facts(label, Proof.NOTHING_COMPARED, described),
              stages,
              making.channels(),
              making.outputChannels());
      var proof = new SliceProof(whole, effort).prove(unproven);
      var proven = unproven.with(facts(label, proof, described));
      return Optional.of(new SteadyRows(whole, graph).sliced(proven, pieces));
    } catch (LoadException e) {
      refused.add(label + ": " + e.reason());
    } catch (RuntimeException e) {
      refused.add(label + ": " + e);
    }
    sessions.forEach(GraphSession::close);
    haveFallen = true;
    return Optional.empty();
  }

  PlanFacts facts(String label, Proof proof, List<StageFacts> stages) {
    return PlanFacts.of(label, whole, proof, whole.outputs(), runtime.device(), stages, refused);
  }
}
