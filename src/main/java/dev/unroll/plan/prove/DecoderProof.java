package dev.unroll.plan.prove;

import dev.unroll.core.LoadException;
import dev.unroll.plan.ProbedDecoder;
import dev.unroll.plan.Proof;
import dev.unroll.plan.graph.OnnxGraph;
import dev.unroll.runtime.GraphException;
import dev.unroll.runtime.Workspace;
import java.util.List;

/**
 * Proves that rows that are decoded together get the same logits as each row alone, step by step.
 */
public final class DecoderProof {
  private static final int STEPS = 3;

  private final OnnxGraph graph;
  private final EncodedRows rows;
  private final Workspace workspace;

  public DecoderProof(OnnxGraph graph, EncodedRows rows, Workspace workspace) {
    this.graph = graph;
    this.rows = rows;
    this.workspace = workspace;
  }

  /**
   * Returns the decoder with its proof. Lone rows are paired, as in {@link PairedLoneRows}, where
   * that makes answers bit-identical: beams are rows, so else the last bits would depend on the
   * other beams.
   *
   * @throws LoadException where rows together get other logits than each row alone
   */
  public ProbedDecoder prove(ProbedDecoder findings) throws LoadException {
    var proof = proof(findings);
    if (!proof.holds()) {
      throw new LoadException(
          findings.stage().session().name()
              + ": rows that are decoded together get other logits than each row alone");
    }
    if (!PairedLoneRows.couldGain(proof, graph.model())) {
      return findings.with(proof);
    }
    var paired = findings.with(PairedLoneRows.pair(findings.stage()));
    var steady = proof(paired);
    return steady.bitIdentical() ? paired.with(proof.steadied(steady)) : findings.with(proof);
  }

  private Proof proof(ProbedDecoder findings) throws LoadException {
    var proof = Proof.NOTHING_COMPARED;
    try {
      for (int steps : rows.lengths(findings.remembersSteps())) {
        for (int count : RowsProof.ROWS) {
          proof = proof.and(together(findings, count, steps));
        }
      }
    } catch (GraphException e) {
      throw new LoadException(
          findings.stage().session().name() + " fails on several rows: " + e.getMessage(), e);
    }
    return proof;
  }

  private Proof together(ProbedDecoder findings, int count, int steps) throws GraphException {
    var proof = Proof.NOTHING_COMPARED;
    var alone = rows.draw(count, steps, findings.channels().size());
    var together = rows.draw(count, steps, findings.channels().size());
    var input = findings.channels().get(findings.tokenChannel()).name();
    var tokens = new RandomInputs(true, graph.vocabularySize(input).orElse(0), 1);
    for (int step = 0; step < STEPS; step++) {
      for (int row = 0; row < count; row++) {
        var token = tokens.ids(1);
        alone.get(row).put(findings.tokenChannel(), token);
        together.get(row).put(findings.tokenChannel(), token.clone());
        findings.stage().advance(workspace, List.of(alone.get(row)), 1);
      }
      findings.stage().advance(workspace, together, 1);
      for (int row = 0; row < count; row++) {
        proof =
            proof.and(
                Proof.compare(alone.get(row), together.get(row), findings.logitsChannel(), false));
      }
    }
    return proof;
  }
}
