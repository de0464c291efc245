package dev.unroll.plan.prove;

import dev.unroll.core.LoadException;
import dev.unroll.plan.ProbedStage;
import dev.unroll.plan.Proof;
import dev.unroll.plan.stage.RowMemory;
import dev.unroll.runtime.GraphException;
import dev.unroll.runtime.Workspace;
import java.util.ArrayList;
import java.util.List;

/** Proves that the rows of a batch get the same answers as each row alone. */
public final class RowsProof {
  /** The batch sizes to try. */
  public static final List<Integer> ROWS = List.of(2, 3, 8);

  private final ProbedStage findings;
  private final RandomInputs randomInputs;
  private final Workspace workspace;

  public RowsProof(ProbedStage findings, RandomInputs randomInputs, Workspace workspace) {
    this.findings = findings;
    this.randomInputs = randomInputs;
    this.workspace = workspace;
  }

  /**
   * Runs rows alone and the same rows together, and compares every output.
   *
   * @param lengths the numbers of steps to try
   * @param counts the batch sizes to try
   * @throws LoadException naming the batch that gets other answers or fails
   */
  public Proof prove(int[] lengths, List<Integer> counts) throws LoadException {
    var proof = Proof.NOTHING_COMPARED;
    for (int steps : lengths) {
      var rows = counts.stream().filter(count -> count <= findings.stage().maxRows()).toList();
      int most = rows.stream().mapToInt(Integer::intValue).max().orElse(0);
      var sequences = new ArrayList<dev.unroll.core.Sequence>();
      var alone = new ArrayList<RowMemory>();
      for (int row = 0; row < most; row++) {
        sequences.add(randomInputs.nextKind(steps));
        alone.add(findings.begin(sequences.get(row)));
        run(alone.subList(row, row + 1), steps);
      }
      // Smaller batches take the first of the same rows, whose answers alone are known.
      for (int count : rows) {
        var together = sequences.subList(0, count).stream().map(findings::begin).toList();
        run(together, steps);
        proof = proof.and(compare(alone, together, steps));
      }
    }
    return proof;
  }

  private void run(List<RowMemory> rows, int steps) throws LoadException {
    try {
      findings.stage().advance(workspace, rows, steps);
    } catch (GraphException e) {
      throw new LoadException("it fails on " + rows.size() + " rows: " + e.getMessage(), e);
    }
  }

  private Proof compare(List<RowMemory> alone, List<RowMemory> together, int steps)
      throws LoadException {
    var proof = Proof.NOTHING_COMPARED;
    for (int row = 0; row < together.size(); row++) {
      for (int channel : findings.outputChannels()) {
        boolean integer = findings.channels().get(channel).type().isInteger();
        proof = proof.and(Proof.compare(alone.get(row), together.get(row), channel, integer));
      }
    }
    if (!proof.holds()) {
      throw new LoadException(
          "rows in a batch of "
              + together.size()
              + " x "
              + steps
              + " steps get other answers than each row alone");
    }
    return proof;
  }
}
