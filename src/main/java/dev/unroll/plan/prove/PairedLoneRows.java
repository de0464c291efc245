package dev.unroll.plan.prove;

import dev.unroll.core.LoadException;
import dev.unroll.onnx.ModelProto;
import dev.unroll.plan.ProbedStage;
import dev.unroll.plan.Proof;
import dev.unroll.plan.SlicedPlan;
import dev.unroll.plan.graph.OnnxGraph;
import dev.unroll.plan.graph.RecurrentNode;
import dev.unroll.plan.graph.Subgraph;
import dev.unroll.plan.stage.GraphStage;
import dev.unroll.runtime.Workspace;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes answers bit-identical for any rows that share a slice, where computing two rows instead of
 * one can do that.
 *
 * <p>ONNX Runtime multiplies a single row by other code than several rows, so the last bits of a
 * vanilla RNN depend on whether a row was alone. A lone row that is run with a copy of itself gets
 * the same bits as in a batch. That costs up to twice a lone row's time, so it is used only where
 * it is needed and only if the proof then finds no difference at all. A vanilla RNN needs it even
 * where the proof has not found the difference: with few units it shows only in some rows.
 */
public final class PairedLoneRows {
  private static final int PAIR = 2;

  private final ProbedStage whole;
  private final ModelProto model;

  /**
   * @param whole what trying the whole graph has found
   * @param graph the whole graph
   */
  public PairedLoneRows(ProbedStage whole, OnnxGraph graph) {
    this.whole = whole;
    this.model = graph.model();
  }

  /** Returns the graph with pairs for lone rows, if that makes it bit-identical; else as it is. */
  public ProbedStage whole() {
    if (!couldBePaired(whole.proof())) {
      return whole;
    }
    var input = whole.input();
    var randomInputs =
        new RandomInputs(
            input.integer(), whole.vocabularySize(), input.volume(), whole.proofBudget().numbers());
    var paired = paired();
    try {
      var proof =
          new RowsProof(paired, randomInputs, new Workspace()).prove(lengths(), RowsProof.ROWS);
      return proof.bitIdentical() ? paired.with(whole.proof().steadied(proof)) : whole;
    } catch (LoadException e) {
      return whole;
    }
  }

  private boolean couldBePaired(Proof proof) {
    return whole.stage().maxRows() == Integer.MAX_VALUE && couldGain(proof, model);
  }

  /** Returns whether pairing rows could make this graph bit-identical. */
  static boolean couldGain(Proof proof, ModelProto model) {
    return !proof.bitIdentical() || hasVanillaCell(model);
  }

  private static boolean hasVanillaCell(ModelProto model) {
    return model.getGraph().getNodeList().stream()
        .anyMatch(node -> node.getOpType().equals("RNN") && RecurrentNode.isRecurrent(node));
  }

  /** Returns the same stage, which computes two rows where it is given one. */
  static GraphStage pair(GraphStage stage) {
    return stage.with(stage.rowsPerRun().atLeast(PAIR));
  }

  private ProbedStage paired() {
    return whole.with(pair(whole.stage()));
  }

  private int[] lengths() {
    if (!whole.input().timed()) {
      return new int[] {1};
    }
    return whole.fixedSteps() > 0
        ? new int[] {whole.fixedSteps()}
        : whole.proofBudget().lengths().stream()
            .mapToInt(Integer::intValue)
            .filter(steps -> steps >= whole.minSteps())
            .toArray();
  }

  /**
   * Returns the plan with pairs for the lone rows of some stages, if that makes it bit-identical;
   * else as it is.
   *
   * @param pieces the subgraphs of the plan's stages
   */
  public SlicedPlan sliced(SlicedPlan plan, List<Subgraph> pieces) {
    if (!couldBePaired(plan.facts().proof())) {
      return plan;
    }
    // First only the stages with vanilla cells; all stages if that is not enough.
    for (boolean all : new boolean[] {false, true}) {
      var stages = new ArrayList<GraphStage>();
      for (int place = 0; place < pieces.size(); place++) {
        var stage = plan.graphStages().get(place);
        boolean pair = all || hasVanillaCell(pieces.get(place).model());
        stages.add(pair ? pair(stage) : stage);
      }
      var proof = proof(plan, stages);
      if (proof.bitIdentical()) {
        var steadied = plan.facts().proof().steadied(proof);
        return plan.with(stages).with(plan.facts().with(steadied));
      }
    }
    return plan;
  }

  private Proof proof(SlicedPlan plan, List<GraphStage> stages) {
    try {
      return new SliceProof(paired()).prove(plan.with(stages));
    } catch (LoadException e) {
      return new Proof(Double.POSITIVE_INFINITY, false, 0);
    }
  }
}
