package dev.unroll.plan.planner;

import dev.unroll.plan.GraphWitness;
import dev.unroll.plan.Proof;
import dev.unroll.plan.graph.GraphNumbers;
import dev.unroll.plan.graph.Layout;
import dev.unroll.plan.graph.OnnxGraph;
import dev.unroll.plan.graph.RandomNodes;
import dev.unroll.plan.prove.RandomTensors;
import dev.unroll.plan.stage.RowMemory;
import dev.unroll.plan.stage.TensorFacts;
import dev.unroll.plan.stage.TensorStage;
import dev.unroll.plan.stage.UnprovenShapeException;
import dev.unroll.runtime.GraphException;
import dev.unroll.runtime.GraphSession;
import dev.unroll.runtime.Workspace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds how to run a graph on named tensors: which axes hold rows, and whether rows may share a
 * run. Sizes and values that the graph takes are found by trying. If no try succeeds, nothing is
 * known about the graph's axes, and each request is one run on exactly what the client has sent.
 */
final class TensorProbe {
  private static final List<Integer> SIZES =
      List.of(4, 5, 8, 6, 3, 2, 1, 7, 10, 12, 16, 20, 24, 32, 40, 64, 80, 128, 160, 256, 512, 1024);

  private static final List<Integer> ROWS = List.of(2, 3, 8);
  private static final int DRAWS = 3;

  /** The most elements of an input while sizes are tried. */
  private static final double MOST_ELEMENTS = 1 << 22;

  private final GraphSession session;
  private final OnnxGraph graph;
  private final Set<String> states;
  private final Workspace workspace = new Workspace();
  private String failure = "";

  /**
   * @param states the names of inputs that are hidden states
   */
  TensorProbe(GraphSession session, OnnxGraph graph, Set<String> states) {
    this.session = session;
    this.graph = graph;
    this.states = states;
  }

  /**
   * The findings.
   *
   * @param trial the reading, and tensors with which the graph runs; empty where none was found
   * @param outputs the axis of rows of each output
   * @param obstacle why rows may not share a run; empty where they may
   * @param proof the comparison of rows together with rows alone
   */
  record Findings(
      TensorReading reading,
      Optional<TensorTrial> trial,
      List<Layout> outputs,
      String obstacle,
      Proof proof) {}

  Findings find() {
    var readings = TensorReading.all(session, states);
    for (var reading : readings) {
      var trial = trial(reading);
      if (trial.isPresent()) {
        var found = reading.hasRows() ? rows(trial.get()) : Optional.of(verbatim(trial));
        if (found.isPresent()) {
          return found.get();
        }
      }
    }
    return verbatim(Optional.empty());
  }

  /** Returns why no random input fits the graph; empty where one did. */
  String failure() {
    return failure;
  }

  private Findings verbatim(Optional<TensorTrial> trial) {
    var none = session.outputs().stream().map(port -> new Layout(-1, -1)).toList();
    return new Findings(
        new TensorReading(session, states, Map.of()),
        trial,
        none,
        "no axis of its inputs is known to be that of rows",
        Proof.NOTHING_COMPARED);
  }

  /** Looks for sizes and integers with which one row runs. */
  private Optional<TensorTrial> trial(TensorReading reading) {
    var facts = reading.inputs();
    boolean isFixed = facts.stream().allMatch(input -> input.volume() > 0);
    for (int size : isFixed ? List.of(1) : SIZES) {
      if (elements(facts, size) > MOST_ELEMENTS) {
        continue;
      }
      for (var tensors : draws(facts)) {
        var trial = new TensorTrial(reading, tensors, size, workspace);
        try {
          trial.shapes(1, size);
          failure = "";
          return Optional.of(trial);
        } catch (GraphException e) {
          failure = String.valueOf(e.getMessage());
        }
      }
    }
    return Optional.empty();
  }

  private static double elements(List<TensorFacts> facts, int size) {
    return facts.stream()
        .mapToDouble(input ->
            input.itemShape().stream()
                .mapToDouble(own -> own < 0 ? size : own)
                .reduce(1, (one, other) -> one * other))
        .max()
        .orElse(0);
  }

  private List<RandomTensors> draws(List<TensorFacts> facts) {
    var vocabularies = new HashMap<String, Long>();
    for (var input : facts) {
      graph.vocabularySize(input.name()).ifPresent(size -> vocabularies.put(input.name(), size));
    }
    var draws = new ArrayList<RandomTensors>();
    boolean hasIntegers = facts.stream().anyMatch(TensorFacts::integer);
    var kinds =
        hasIntegers
            ? RandomTensors.Integers.values()
            : new RandomTensors.Integers[] {RandomTensors.Integers.SMALL};
    for (var integers : kinds) {
      draws.add(new RandomTensors(facts, vocabularies, integers, List.of()));
    }
    boolean hasScalar = facts.stream().anyMatch(input -> input.integer() && input.volume() == 1);
    for (long number : hasScalar ? GraphNumbers.of(graph) : List.<Long>of()) {
      draws.add(
          new RandomTensors(facts, vocabularies, RandomTensors.Integers.SMALL, List.of(number)));
    }
    return draws;
  }

  /** Returns the findings if the axes are those of rows; empty where nothing says so. */
  private Optional<Findings> rows(TensorTrial trial) {
    var reading = trial.reading();
    var witness =
        GraphWitness.of(graph.model(), session, List.copyOf(reading.bindings()), states, false);
    var shown = session.outputs().stream().map(port -> witness.layout(port.name())).toList();
    var outputs = trial.outputRows(shown);
    if (outputs.isPresent()) {
      var proof = prove(trial, outputs.get());
      if (proof.isPresent() && proof.get().holds()) {
        var random = RandomNodes.warning(graph.model());
        return Optional.of(
            new Findings(
                reading,
                Optional.of(trial),
                outputs.get(),
                random.orElse(witness.rowsObstacle()),
                proof.get()));
      }
    }
    // A graph that mixes its rows answers each of them right if it runs alone.
    var named =
        session.outputs().stream()
            .map(port -> new Layout(reading.namedBatchAxis(port), -1))
            .toList();
    boolean areNamed = named.stream().allMatch(layout -> layout.batchAxis() >= 0);
    return reading.isNamed() && areNamed
        ? Optional.of(
            new Findings(
                reading,
                Optional.of(trial),
                named,
                "rows together get other answers than alone, or the graph takes one row only",
                Proof.NOTHING_COMPARED))
        : Optional.empty();
  }

  /** Compares rows together with each row alone; empty where the graph fails on rows together. */
  private Optional<Proof> prove(TensorTrial trial, List<Layout> outputs) {
    var together = trial.stage(outputs);
    var alone = together.alone();
    var proof = Proof.NOTHING_COMPARED;
    try {
      for (int draw = 0; draw < DRAWS; draw++) {
        for (int rows : ROWS) {
          proof = proof.and(compare(trial, together, alone, rows));
        }
      }
      return Optional.of(proof);
    } catch (GraphException | UnprovenShapeException e) {
      return Optional.empty();
    }
  }

  private Proof compare(TensorTrial trial, TensorStage together, TensorStage alone, int rows)
      throws GraphException {
    var shared = new ArrayList<RowMemory>();
    var lone = new ArrayList<RowMemory>();
    for (int row = 0; row < rows; row++) {
      var drawn = trial.tensors().row(trial.size());
      shared.add(trial.row(drawn));
      lone.add(trial.row(drawn));
    }
    together.advance(workspace, shared, 1);
    for (var row : lone) {
      alone.advance(workspace, List.of(row), 1);
    }
    var proof = Proof.NOTHING_COMPARED;
    for (int place = 0; place < session.outputs().size(); place++) {
      int channel = session.inputs().size() + place;
      boolean integer = session.outputs().get(place).type().isInteger();
      for (int row = 0; row < rows; row++) {
        proof = proof.and(Proof.compare(lone.get(row), shared.get(row), channel, integer));
      }
    }
    return proof;
  }
}
