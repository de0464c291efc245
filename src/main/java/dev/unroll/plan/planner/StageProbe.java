package dev.unroll.plan.planner;

import dev.unroll.core.LoadException;
import dev.unroll.plan.GraphWitness;
import dev.unroll.plan.ProbedStage;
import dev.unroll.plan.Proof;
import dev.unroll.plan.ProofBudget;
import dev.unroll.plan.graph.BakedRows;
import dev.unroll.plan.graph.ExposedStates;
import dev.unroll.plan.graph.InputOrder;
import dev.unroll.plan.graph.OnnxGraph;
import dev.unroll.plan.prove.RandomInputs;
import dev.unroll.plan.prove.RowsProof;
import dev.unroll.plan.stage.Channel;
import dev.unroll.plan.stage.GraphStage;
import dev.unroll.plan.stage.OutputBinding;
import dev.unroll.plan.stage.RowsPerRun;
import dev.unroll.plan.stage.TensorFacts;
import dev.unroll.plan.stage.UnprovenShapeException;
import dev.unroll.runtime.GraphSession;
import dev.unroll.runtime.Port;
import dev.unroll.runtime.Workspace;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Finds the layout of a graph's input, and whether its rows may share a run.
 *
 * <p>An exporter's names for axes mean little, and a wrong guess does not fail: a batch-first graph
 * accepts time-major input and gives wrong answers. So each possible layout is a hypothesis. The
 * graph is analysed first ({@link GraphWitness}): a recurrent node does not run over the rows.
 * Where the analysis shows that rows are independent, the graph is run on single rows of several
 * lengths and on several rows at once. The hypothesis holds if each row gets the same as alone. If
 * no hypothesis holds, each run has one row, which is right whatever the graph does.
 */
final class StageProbe {
  private static final int LARGEST_TRIAL = 8;

  private final String stageName;
  private final GraphSession session;
  private final OnnxGraph graph;
  private final Map<String, String> states;
  private final Port input;
  private final ProofBudget proofBudget;
  private final long vocabularySize;
  private final Optional<InputOrder> order;
  private final Workspace workspace = new Workspace();
  private final List<LayoutHypothesis> hypotheses;

  /** The reasons why hypotheses were rejected. */
  private final List<String> problems = new ArrayList<>();

  /**
   * @param order which axis of the input comes first, if that is known
   */
  public StageProbe(
      String stageName,
      GraphSession session,
      OnnxGraph graph,
      Map<String, String> namedStates,
      Optional<InputOrder> order)
      throws LoadException {
    this.stageName = stageName;
    this.order = order;
    SizeLimit.check(session, LARGEST_TRIAL);
    this.session = session;
    this.graph = graph;
    this.proofBudget = ProofBudget.of(graph);
    this.states = StateInputs.pairs(session, graph, namedStates);
    var data =
        session.inputs().stream()
            .filter(port -> !states.containsKey(port.name()) && !StateInputs.isLengths(graph, port))
            .toList();
    if (data.size() != 1) {
      throw LoadException.noSequence(
          session.name()
              + " must have one input besides hidden states and sequence lengths; it has "
              + data
              + new ExposedStates(graph).advice(data.stream().map(Port::name).toList()));
    }
    this.input = data.get(0);
    this.vocabularySize = graph.vocabularySize(input.name()).orElse(0);
    this.hypotheses = hypotheses();
  }

  /**
   * Looks for a hypothesis that holds.
   *
   * @throws LoadException naming the graph and why each hypothesis was rejected
   */
  public ProbedStage find() throws LoadException {
    if (LayoutHypothesis.areUntold(hypotheses) && !AmbiguousLayout.isTold(graph)) {
      return new AmbiguousLayout(input, draw(hypotheses.get(0)), this::attempt)
          .decide(hypotheses, problems)
          .orElseThrow(() -> notUnderstood(problems));
    }
    var obstacle = "";
    for (var layoutHypothesis : LayoutHypothesis.sharing(hypotheses)) {
      var refused = layoutHypothesis.witness().rowsObstacle();
      if (refused.isEmpty()) {
        try {
          return attempt(layoutHypothesis, "", true);
        } catch (LoadException e) {
          refused = "when it is run: " + e.reason();
        }
      }
      problems.add(layoutHypothesis.describe() + ": " + refused);
      obstacle = obstacle.isEmpty() ? refused : obstacle;
    }
    for (boolean keepsRows : new boolean[] {true, false}) {
      for (var layoutHypothesis : LayoutHypothesis.alone(hypotheses, keepsRows)) {
        try {
          return attempt(layoutHypothesis, obstacle, keepsRows);
        } catch (LoadException e) {
          problems.add(layoutHypothesis.describe() + ", one row per run: " + e.reason());
        }
      }
    }
    throw notUnderstood(problems);
  }

  private LoadException notUnderstood(List<String> problems) {
    return LoadException.noSequence(
        session.name() + ": no layout fits input " + input + ": " + String.join("; ", problems));
  }

  private List<LayoutHypothesis> hypotheses() {
    var found = new ArrayList<LayoutHypothesis>();
    for (var layout : LayoutHypotheses.of(input, order)) {
      try {
        var channels = new ArrayList<Channel>();
        int width = layout.volume(LayoutHypotheses.itemSizes(input, layout));
        channels.add(new Channel(input.name(), input.type(), width, layout.timeAxis() >= 0));
        var inputBindings = StateInputs.bindings(session, graph, input, layout, channels);
        var witness =
            GraphWitness.of(graph.model(), session, inputBindings, states.keySet(), false);
        found.add(new LayoutHypothesis(input, layout, channels, inputBindings, witness));
      } catch (LoadException e) {
        problems.add(LayoutHypotheses.describe(layout) + ": " + e.reason());
      }
    }
    found.sort(LayoutHypothesis.LIKELIEST_FIRST);
    return List.copyOf(found);
  }

  /**
   * Returns the graph with a declared number of rows, where it requires a number of rows but
   * declares the axis free; else empty.
   */
  Optional<OnnxGraph> insisting() {
    var likeliest =
        hypotheses.stream()
            .findFirst()
            .filter(layoutHypothesis -> layoutHypothesis.witness().hasRecurrence());
    int axis = likeliest.map(layoutHypothesis -> layoutHypothesis.layout().batchAxis()).orElse(-1);
    if (axis < 0 || LayoutHypotheses.fixedSize(input, axis) > 0 || takes(likeliest.get(), 0)) {
      return Optional.empty();
    }
    return BakedRows.candidates(graph.model().getGraph()).stream()
        .filter(rows -> takes(likeliest.get(), rows))
        .findFirst()
        .map(rows -> BakedRows.told(graph, input.name(), axis, rows));
  }

  private boolean takes(LayoutHypothesis layoutHypothesis, int rows) {
    int time = layoutHypothesis.layout().timeAxis();
    int fixedSteps = time < 0 ? 0 : LayoutHypotheses.fixedSize(input, time);
    boolean isFree = time >= 0 && fixedSteps == 0;
    var lengths = isFree ? proofBudget.lengths() : List.of(Math.max(1, fixedSteps));
    var bare = bare(layoutHypothesis, RowsPerRun.baked(rows).alone());
    var trials =
        new GraphTrials(
            bare, layoutHypothesis.channels().size(), draw(layoutHypothesis), workspace);
    // One length may work by chance, for example with the axes in another order.
    boolean isOne = rows == 0;
    return trials.takesSingleRows(lengths, isOne || !isFree ? 1 : 2)
        || (isOne && isFree && trials.takesOtherLengths(proofBudget.numbers()));
  }

  private RandomInputs draw(LayoutHypothesis layoutHypothesis) {
    int width = layoutHypothesis.channels().get(0).volume();
    return new RandomInputs(input.type().isInteger(), vocabularySize, width, proofBudget.numbers());
  }

  /** Returns a stage that drops all outputs. */
  private GraphStage bare(LayoutHypothesis layoutHypothesis, RowsPerRun rowsPerRun) {
    var dropped =
        Collections.<OutputBinding>nCopies(session.outputs().size(), new OutputBinding.Dropped());
    var channels = layoutHypothesis.channels();
    return new GraphStage(
        stageName, session, channels, layoutHypothesis.inputBindings(), dropped, rowsPerRun, false);
  }

  /**
   * Tries a hypothesis.
   *
   * @param obstacle why rows may not share a run; empty to try whether they may
   * @param keepsRows whether all outputs must have an axis of rows, if the input has
   */
  private ProbedStage attempt(LayoutHypothesis layoutHypothesis, String obstacle, boolean keepsRows)
      throws LoadException {
    var usual = proofBudget.lengths();
    try {
      return attempt(layoutHypothesis, obstacle, keepsRows, usual);
    } catch (UnprovenShapeException e) {
      // Short rows may all have been padded to one length: longer ones show which axis that is.
      var all = new TreeSet<>(usual);
      all.addAll(proofBudget.beyond());
      return attempt(layoutHypothesis, obstacle, keepsRows, List.copyOf(all));
    }
  }

  private ProbedStage attempt(
      LayoutHypothesis layoutHypothesis,
      String obstacle,
      boolean keepsRows,
      List<Integer> freeLengths)
      throws LoadException {
    var layout = layoutHypothesis.layout();
    boolean shares = obstacle.isEmpty();
    var baked =
        RowsPerRun.baked(
            layout.batchAxis() < 0 ? 1 : LayoutHypotheses.fixedSize(input, layout.batchAxis()));
    var rowsPerRun = shares ? baked : baked.alone();
    int fixedSteps =
        layout.timeAxis() < 0 ? 0 : LayoutHypotheses.fixedSize(input, layout.timeAxis());
    var channels = new ArrayList<>(layoutHypothesis.channels());
    var inputBindings = layoutHypothesis.inputBindings();
    var bare = bare(layoutHypothesis, rowsPerRun);
    var randomInputs = draw(layoutHypothesis);
    boolean saysFree = layout.timeAxis() >= 0 && fixedSteps == 0;
    var lengths = saysFree ? freeLengths : List.of(Math.max(1, fixedSteps));
    var trials = new GraphTrials(bare, channels.size(), randomInputs, workspace);
    trials.runSingleRows(lengths, saysFree, proofBudget.numbers());
    boolean isFree = saysFree && trials.only() == 0;
    if (shares) {
      trials.runRowsTogether(
          RowsProof.ROWS.stream().filter(rows -> rows <= bare.maxRows()).toList());
    } else if (baked.baked() == 0) {
      trials.lookAtRowsTogether(List.of(2, 3));
    }

    var outputs = new ProbedOutputs(graph, states, channels);
    for (int place = 0; place < session.outputs().size(); place++) {
      var port = session.outputs().get(place);
      var seen = layoutHypothesis.witness().layout(port.name());
      // An output that is the same for all rows need not have an axis of rows.
      boolean hasRows = shares ? seen.batchAxis() >= 0 : keepsRows;
      var verdict = Trial.layoutOf(place, port.name(), trials.all(), layout, seen, hasRows);
      // A graph that combines several rows into one answer may still have an axis of rows for one
      // row.
      boolean isUnclear = !verdict.holds() || verdict.layout().batchAxis() < 0;
      if (isUnclear && !hasRows && !shares) {
        var single = trials.ofSingleRows();
        verdict = Trial.layoutOf(place, port.name(), single, layout, seen, false);
      }
      outputs.add(port, verdict, trials.all().get(0).shapes().get(place));
    }
    outputs.checkAny();
    var stage =
        new GraphStage(
            stageName,
            session,
            channels,
            inputBindings,
            outputs.outputBindings(),
            rowsPerRun,
            false);
    var findings =
        new ProbedStage(
            stage,
            List.copyOf(channels),
            0,
            outputs.channels(),
            TensorFacts.of(input, layout, LayoutHypotheses.itemSizes(input, layout), ""),
            outputs.facts(),
            vocabularySize,
            trials.shortest(),
            Math.max(fixedSteps, trials.only()),
            StateInputs.exposed(session, outputs.states()),
            session.inputs().stream()
                .filter(port -> StateInputs.isLengths(graph, port))
                .map(Port::name)
                .findFirst()
                .orElse(""),
            layoutHypothesis.witness(),
            obstacle,
            proofBudget,
            Proof.NOTHING_COMPARED);
    var proof = new RowsProof(findings, randomInputs, workspace);
    var proven = proof.prove(trials.lengths(), RowsProof.ROWS);
    return findings.with(
        isFree ? proven.and(proof.prove(proofBudget.longer(), List.of(2))) : proven);
  }
}
