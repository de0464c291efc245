package dev.unroll.plan.planner;

import dev.unroll.core.LoadException;
import dev.unroll.plan.AnswerPlan;
import dev.unroll.plan.GeneratorPlan;
import dev.unroll.plan.Plan;
import dev.unroll.plan.PlanFacts;
import dev.unroll.plan.ProbedDecoder;
import dev.unroll.plan.ProbedStage;
import dev.unroll.plan.Proof;
import dev.unroll.plan.StageFacts;
import dev.unroll.plan.TensorPlan;
import dev.unroll.plan.graph.DecidingFloats;
import dev.unroll.plan.graph.GraphHints;
import dev.unroll.plan.graph.OnnxGraph;
import dev.unroll.plan.graph.RandomNodes;
import dev.unroll.plan.graph.rewrite.EmptyGuards;
import dev.unroll.plan.prove.PairedLoneRows;
import dev.unroll.plan.prove.StartProof;
import dev.unroll.plan.prove.StepInfluence;
import dev.unroll.plan.stage.GraphState;
import dev.unroll.plan.stage.TensorFacts;
import dev.unroll.runtime.GraphSession;
import dev.unroll.runtime.OnnxRuntime;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Makes a proven plan from a version's folder. Thread-safe. */
public final class Planner {
  private final OnnxRuntime runtime;

  public Planner(OnnxRuntime runtime) {
    this.runtime = runtime;
  }

  /**
   * Reads the graphs in the folder, finds a plan for them and proves it.
   *
   * @param states the output for the next value of each state input; empty to find them from the
   *     edges
   * @throws LoadException naming the file and what is wrong with it
   */
  public Plan plan(Path folder, Map<String, String> states) throws LoadException {
    return plan(folder, GraphHints.ofStates(states));
  }

  /**
   * Makes a plan as above, with hints about the graph.
   *
   * @throws LoadException naming the file and what is wrong with it
   */
  public Plan plan(Path folder, GraphHints hints) throws LoadException {
    if (!hints.file().isEmpty()) {
      return planFile(graphFile(folder.resolve(hints.file())), hints);
    }
    if (VersionFiles.isGenerator(folder)) {
      return generatorPlan(folder, hints);
    }
    return planFile(graphFile(folder.resolve(VersionFiles.MODEL)), hints);
  }

  /**
   * Makes a plan for a single graph file of any name.
   *
   * @throws LoadException naming the file and what is wrong with it
   */
  public Plan planFile(Path file, Map<String, String> named) throws LoadException {
    return planFile(file, GraphHints.ofStates(named));
  }

  /**
   * Makes a plan for a single graph file, with hints about the graph.
   *
   * @throws LoadException naming the file and what is wrong with it
   */
  public Plan planFile(Path file, GraphHints hints) throws LoadException {
    var read = OnnxGraph.read(file);
    var graph = read.withConstants(hints.constants());
    try {
      return planSequences(file, read, graph, hints);
    } catch (LoadException e) {
      if (!e.isNoSequence() || !hints.atStart().isEmpty()) {
        throw e;
      }
      return planTensors(file, graph, hints, e.reason());
    }
  }

  /** Makes a plan for a graph of any inputs, which clients give by name. */
  private TensorPlan planTensors(Path file, OnnxGraph graph, GraphHints hints, String why)
      throws LoadException {
    var session = load(file, graph);
    try {
      var parameters = ParameterCount.of(graph, file.toAbsolutePath().resolveSibling(""));
      return new TensorPlans(session, graph, hints.states(), runtime.device().label(), parameters)
          .plan(why, hints);
    } catch (LoadException | RuntimeException | OutOfMemoryError e) {
      session.close();
      throw e;
    }
  }

  private AnswerPlan planSequences(Path file, OnnxGraph read, OnnxGraph graph, GraphHints hints)
      throws LoadException {
    var deciding = DecidingFloats.of(graph.model().getGraph());
    if (!deciding.isEmpty()) {
      try {
        return planFile(file, read, DecidingFloats.shown(graph, deciding), hints).hiding(deciding);
      } catch (LoadException e) {
        // The extra outputs may have no axis of rows; the graph is then planned without them.
      }
    }
    return planFile(file, read, graph, hints);
  }

  /**
   * Returns the graph's file. A path may also be a folder that holds the graph and its external
   * weights.
   */
  private static Path graphFile(Path file) throws LoadException {
    if (!Files.isDirectory(file)) {
      return file;
    }
    var inside = file.resolve(VersionFiles.MODEL);
    if (!Files.isRegularFile(inside)) {
      throw new LoadException(
          file.getFileName() + " is a folder that holds no " + VersionFiles.MODEL);
    }
    return inside;
  }

  private AnswerPlan planFile(Path file, OnnxGraph read, OnnxGraph graph, GraphHints hints)
      throws LoadException {
    var folder = file.toAbsolutePath().resolveSibling("");
    var named = hints.states();
    var session = load(file, graph);
    Optional<OnnxGraph> insisting;
    try {
      var probe = new StageProbe("whole", session, graph, named, hints.order());
      insisting = probe.insisting();
      if (insisting.isEmpty()) {
        var whole = probe.find();
        checkFirstStates(whole.states(), hints.firstStates());
        if (!hints.atStart().isEmpty()) {
          checkStart(file, read.withConstants(hints.atStart()), whole, hints);
        }
        var states = StateInputs.pairs(session, graph, named);
        var proposals =
            new Proposals(
                runtime,
                folder,
                graph,
                whole,
                states,
                hints.firstStates(),
                warnings(whole, graph, hints));
        var sliced = proposals.best();
        return sliced.isPresent()
            ? sliced.get()
            : proposals.whole(new PairedLoneRows(whole, graph).whole());
      }
    } catch (LoadException | RuntimeException | OutOfMemoryError e) {
      session.close();
      throw e;
    }
    session.close();
    return planFile(file, read, insisting.get(), hints);
  }

  private static List<String> warnings(ProbedStage whole, OnnxGraph graph, GraphHints hints) {
    var warnings = new ArrayList<String>();
    new ForgottenBatchFirst(whole, graph, hints.order()).warning().ifPresent(warnings::add);
    var random = RandomNodes.warning(graph.model());
    (random.isPresent() ? random : new StepInfluence(whole).warning()).ifPresent(warnings::add);
    return warnings;
  }

  static void checkFirstStates(List<GraphState> states, Map<String, float[]> first)
      throws LoadException {
    for (var given : first.entrySet()) {
      var known = states.stream().map(GraphState::input).toList();
      var state = known.stream().filter(input -> input.name().equals(given.getKey())).findFirst();
      if (state.isEmpty()) {
        throw new LoadException(
            "the graph has no state '"
                + given.getKey()
                + "' to set first values for; its states are "
                + known.stream().map(TensorFacts::name).toList());
      }
      if (state.get().volume() != given.getValue().length) {
        throw new LoadException(
            "the graph's state '"
                + given.getKey()
                + "' has "
                + state.get().volume()
                + " values for each row, but its first values are "
                + given.getValue().length);
      }
    }
  }

  private void checkStart(Path file, OnnxGraph told, ProbedStage whole, GraphHints hints)
      throws LoadException {
    try (var session = load(file, told)) {
      var telling = new TreeMap<>(hints.atStart());
      telling.entrySet().removeAll(hints.constants().entrySet());
      new StartProof(whole, hints.firstStates()).prove(session, telling.keySet());
    }
  }

  private GraphSession load(Path file, OnnxGraph graph) throws LoadException {
    var guarded = EmptyGuards.of(graph.model());
    return graph.isRewritten() || guarded.isPresent()
        ? runtime.load(
            String.valueOf(file.getFileName()),
            guarded.orElse(graph.model()).toByteArray(),
            file.toAbsolutePath().resolveSibling(""))
        : runtime.load(file);
  }

  /**
   * @param refused receives the reason where rows may not share the decoder's runs
   */
  private static ProbedDecoder decoder(
      GraphSession session,
      OnnxGraph graph,
      ProbedStage encoder,
      Map<String, String> states,
      List<String> refused)
      throws LoadException {
    try {
      return new DecoderProbe(session, graph, encoder, states, true).find();
    } catch (LoadException together) {
      var alone = new DecoderProbe(session, graph, encoder, states, false).find();
      refused.add("decode, rows together: " + together.reason());
      return alone;
    }
  }

  private GeneratorPlan generatorPlan(Path folder, GraphHints hints) throws LoadException {
    var encoderGraph = OnnxGraph.read(folder.resolve(VersionFiles.ENCODER));
    var decoderGraph = OnnxGraph.read(folder.resolve(VersionFiles.DECODER));
    var encoderSession = load(folder.resolve(VersionFiles.ENCODER), encoderGraph);
    GraphSession decoderSession = null;
    try {
      decoderSession = load(folder.resolve(VersionFiles.DECODER), decoderGraph);
      var tried =
          new StageProbe("encode", encoderSession, encoderGraph, Map.of(), hints.order()).find();
      var encoder = new PairedLoneRows(tried, encoderGraph).whole();
      var refused = new ArrayList<String>();
      if (!tried.rowsObstacle().isEmpty()) {
        refused.add("encode, rows together: " + tried.rowsObstacle());
      }
      var decoder = decoder(decoderSession, decoderGraph, encoder, hints.states(), refused);
      var random = new ArrayList<String>();
      RandomNodes.warning(encoderGraph.model()).ifPresent(random::add);
      RandomNodes.warning(decoderGraph.model()).ifPresent(random::add);
      var proof = encoder.proof().and(decoder.proof());
      var facts =
          PlanFacts.of(
              "generator",
              ParameterCount.of(encoderGraph, folder) + ParameterCount.of(decoderGraph, folder),
              encoder,
              random.isEmpty() ? proof : Proof.INCOMPARABLE,
              List.of(decoder.logits()),
              runtime.device(),
              List.of(
                  StageFacts.of("encode", encoderGraph, encoder.stateFacts(), List.of()),
                  StageFacts.of("decode", decoderGraph, decoder.stateFacts(), List.of("encode"))),
              List.of(),
              refused,
              random);
      return new GeneratorPlan(facts, encoder, decoder);
    } catch (LoadException | RuntimeException | OutOfMemoryError e) {
      encoderSession.close();
      if (decoderSession != null) {
        decoderSession.close();
      }
      throw e;
    }
  }
}
