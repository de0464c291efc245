package dev.unroll.plan.planner;

import dev.unroll.core.LoadException;
import dev.unroll.core.Sequence;
import dev.unroll.onnx.NodeProto;
import dev.unroll.plan.ProbedStage;
import dev.unroll.plan.Proof;
import dev.unroll.plan.graph.InputOrder;
import dev.unroll.plan.graph.OnnxGraph;
import dev.unroll.plan.prove.RandomInputs;
import dev.unroll.plan.stage.Output;
import dev.unroll.runtime.GraphException;
import dev.unroll.runtime.Port;
import dev.unroll.runtime.Workspace;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Decides the layout of an input where neither a recurrent node nor a name shows it. An axis that
 * the graph mixes may be the steps, or rows that the graph combines, and no run shows which. So the
 * axes that all outputs keep decide, and whether one row gets the same answer with either layout.
 * If that does not decide, the usual layout is taken where its rows are independent. It is still a
 * guess, so its rows share no run. Otherwise the model is refused, and its owner has to configure
 * the layout.
 */
final class AmbiguousLayout {
  private static final Set<String> CELLS = Set.of("RNN", "GRU", "LSTM", "DynamicQuantizeLSTM");
  private static final int[] LENGTHS = {2, 3, 5};

  /** Tries a hypothesis as {@link StageProbe} does. */
  @FunctionalInterface
  interface Attempt {
    /**
     * Tries one hypothesis.
     *
     * @param obstacle why rows may not share a run; empty to try whether they may
     * @param keepsRows whether all outputs must have an axis of rows, if the input has
     */
    ProbedStage of(LayoutHypothesis layoutHypothesis, String obstacle, boolean keepsRows)
        throws LoadException;
  }

  /** A layout with which the graph runs. */
  private record Possible(LayoutHypothesis layoutHypothesis, ProbedStage findings) {
    boolean shares() {
      return findings.rowsObstacle().isEmpty();
    }
  }

  private final Port input;
  private final RandomInputs randomInputs;
  private final Attempt attempt;
  private final Workspace workspace = new Workspace();

  /**
   * @param randomInputs random rows of that input
   */
  AmbiguousLayout(Port input, RandomInputs randomInputs, Attempt attempt) {
    this.input = input;
    this.randomInputs = randomInputs;
    this.attempt = attempt;
  }

  /**
   * Returns whether a graph has recurrent nodes, even in subgraphs or functions. Their axis then
   * shows the steps, so the layouts are not equally likely.
   */
  static boolean isTold(OnnxGraph graph) {
    var model = graph.model();
    return hasCell(model.getGraph().getNodeList())
        || model.getFunctionsList().stream().anyMatch(made -> hasCell(made.getNodeList()));
  }

  private static boolean hasCell(List<NodeProto> nodes) {
    return nodes.stream()
        .anyMatch(node ->
            CELLS.contains(node.getOpType())
                || node.getAttributeList().stream()
                    .anyMatch(attribute -> hasCell(attribute.getG().getNodeList())));
  }

  /**
   * Returns the findings for the layout to take; empty where no layout is possible.
   *
   * @param hypotheses the layouts, the usual one first
   * @param problems receives the reason for each layout that is not possible
   * @throws LoadException naming the setting that the owner has to add
   */
  Optional<ProbedStage> decide(List<LayoutHypothesis> hypotheses, List<String> problems)
      throws LoadException {
    for (boolean keepsRows : new boolean[] {true, false}) {
      var possible = new ArrayList<Possible>();
      for (var layoutHypothesis : hypotheses) {
        try {
          possible.add(new Possible(layoutHypothesis, possible(layoutHypothesis, keepsRows)));
        } catch (LoadException e) {
          problems.add(layoutHypothesis.describe() + ": " + e.reason());
        }
      }
      if (!possible.isEmpty()) {
        return Optional.of(chosen(possible, keepsRows));
      }
    }
    return Optional.empty();
  }

  private ProbedStage possible(LayoutHypothesis layoutHypothesis, boolean keepsRows)
      throws LoadException {
    var refused = layoutHypothesis.witness().rowsObstacle();
    if (refused.isEmpty() && keepsRows) {
      try {
        return attempt.of(layoutHypothesis, "", true);
      } catch (LoadException e) {
        refused = "when it is run: " + e.reason();
      }
    }
    return attempt.of(layoutHypothesis, refused.isEmpty() ? untold() : refused, keepsRows);
  }

  private ProbedStage chosen(List<Possible> possible, boolean keepsRows) throws LoadException {
    var usual = possible.get(0);
    boolean isOnly = possible.size() == 1;
    boolean areAlike = isOnly || areAlike(usual, possible.get(1));
    if (isOnly || (areAlike && possible.stream().allMatch(Possible::shares))) {
      return usual.findings();
    }
    if (!areAlike && !usual.shares()) {
      throw LoadException.noSequence(untold() + ": " + readings(possible));
    }
    return usual.shares() && usual.findings().stage().maxRows() > 1
        ? attempt.of(usual.layoutHypothesis(), untold(), keepsRows)
        : usual.findings();
  }

  private String untold() {
    return "it is unknown which axis of input "
        + input
        + " holds the rows: no recurrent node runs over it, and the names of its axes do not tell;"
        + " write 'layout: batch-first' or 'layout: time-major' into model.yaml";
  }

  private static String readings(List<Possible> possible) {
    var readings = new ArrayList<String>();
    for (var one : possible) {
      var layout = one.layoutHypothesis().layout();
      var rows = one.shares() ? "no node mixes rows" : one.findings().rowsObstacle();
      readings.add(
          one.layoutHypothesis().describe()
              + " ("
              + InputOrder.of(layout).label()
              + "), and then "
              + rows);
    }
    return "it may have " + String.join("; or ", readings);
  }

  /** Returns whether a row gets the same answer with both layouts. */
  private boolean areAlike(Possible one, Possible other) throws LoadException {
    boolean areTimed = one.findings().input().timed() && other.findings().input().timed();
    if (!areTimed) {
      // One layout takes each step for a row; that is the same only if nothing mixes rows.
      return one.shares() && other.shares();
    }
    if (one.findings().fixedSteps() != other.findings().fixedSteps()) {
      return false;
    }
    for (int steps : lengths(one.findings(), other.findings())) {
      var sequence = randomInputs.nextKind(steps);
      var first = answers(one.findings(), sequence);
      var second = answers(other.findings(), sequence);
      boolean areSame =
          IntStream.range(0, first.size())
              .allMatch(place ->
                  Proof.compare(first.get(place).values(), second.get(place).values()).holds());
      if (!areSame) {
        return false;
      }
    }
    return true;
  }

  private static List<Integer> lengths(ProbedStage one, ProbedStage other) {
    int fixed = one.fixedSteps();
    int least = Math.max(one.minSteps(), other.minSteps());
    return fixed > 0
        ? List.of(fixed)
        : IntStream.of(LENGTHS).map(steps -> steps + least - 1).boxed().toList();
  }

  private List<Output> answers(ProbedStage findings, Sequence sequence) throws LoadException {
    var memory = findings.begin(sequence);
    try {
      findings.stage().advance(workspace, List.of(memory), sequence.steps());
    } catch (GraphException e) {
      throw new LoadException(untold() + "; it fails on one row: " + e.getMessage(), e);
    }
    return findings.answers(memory);
  }
}
