package dev.unroll.plan.prove;

import dev.unroll.core.LoadException;
import dev.unroll.core.Sequence;
import dev.unroll.plan.ProbedStage;
import dev.unroll.plan.Proof;
import dev.unroll.plan.ProofBudget;
import dev.unroll.plan.SlicedPlan;
import dev.unroll.plan.stage.GraphStage;
import dev.unroll.plan.stage.RowMemory;
import dev.unroll.runtime.GraphException;
import dev.unroll.runtime.Workspace;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Proves a plan before it is served. It compares the whole graph on single sequences with the plan
 * on random slicings of the same sequences, in batches of rows of different lengths that join and
 * leave as under the scheduler.
 */
public final class SliceProof {
  private static final List<Integer> ROWS = List.of(1, 2, 3, 8);
  private static final int MOST_ROWS = 8;

  private final ProbedStage whole;
  private final ProofBudget proofBudget;
  private final Random random = new Random(20180423);
  private final Workspace workspace = new Workspace();
  private final RandomInputs randomInputs;

  public SliceProof(ProbedStage whole) {
    this.whole = whole;
    this.proofBudget = whole.proofBudget();
    var input = whole.input();
    this.randomInputs =
        new RandomInputs(
            input.integer(), whole.vocabularySize(), input.volume(), proofBudget.numbers());
  }

  /** A sequence and the whole graph's answer to it alone. */
  private record Answered(Sequence sequence, RowMemory alone) {}

  /**
   * Compares rows that are cut into slices with the whole graph.
   *
   * @throws LoadException naming the output that differs from the whole graph's, or the failure
   */
  public Proof prove(SlicedPlan plan) throws LoadException {
    var proof = Proof.NOTHING_COMPARED;
    try {
      for (int steps : proofBudget.beyond()) {
        // A row that is longer than a constant of the graph, with one that is just shorter.
        var answered = answered(List.of(steps, Math.max(whole.minSteps(), steps - 2)));
        int most = Math.min(answered.size(), mostRows(plan));
        proof = proof.and(compare(plan, answered.subList(0, most)));
      }
      for (int round = 0; round < proofBudget.draws(); round++) {
        var answered = answered(lengths());
        for (int slicing = 0; slicing < proofBudget.slicings(); slicing++) {
          for (int rows : ROWS) {
            int most = Math.min(rows, mostRows(plan));
            Collections.shuffle(answered, random);
            proof = proof.and(compare(plan, answered.subList(0, most)));
          }
        }
      }
    } catch (GraphException e) {
      throw new LoadException("a slice fails: " + e.getMessage(), e);
    }
    return proof;
  }

  private static int mostRows(SlicedPlan plan) {
    return plan.graphStages().stream().mapToInt(GraphStage::maxRows).min().orElse(1);
  }

  private List<Answered> answered(List<Integer> lengths) throws GraphException {
    var answered = new ArrayList<Answered>();
    for (int steps : lengths) {
      var sequence = randomInputs.nextKind(steps);
      var alone = whole.begin(sequence);
      whole.stage().advance(workspace, List.of(alone), steps);
      answered.add(new Answered(sequence, alone));
    }
    return answered;
  }

  private Proof compare(SlicedPlan plan, List<Answered> answered)
      throws GraphException, LoadException {
    var sliced = answered.stream().map(row -> plan.begin(row.sequence())).toList();
    for (var stage : plan.graphStages()) {
      sliced.forEach(RowMemory::startStage);
      slice(stage, sliced, random, workspace);
    }
    var proof = Proof.NOTHING_COMPARED;
    for (int row = 0; row < sliced.size(); row++) {
      proof = proof.and(compare(plan, answered.get(row).alone(), sliced.get(row)));
    }
    return proof;
  }

  private Proof compare(SlicedPlan plan, RowMemory alone, RowMemory sliced) throws LoadException {
    var proof = Proof.NOTHING_COMPARED;
    var expected = whole.answers(alone);
    var found = plan.outputs(sliced);
    for (int place = 0; place < expected.size(); place++) {
      var facts = expected.get(place).facts();
      var compared = Proof.compare(expected.get(place).values(), found.get(place).values());
      if (!compared.holds()) {
        throw new LoadException(
            "output '" + facts.name() + "' changes when the sequence is cut in time");
      }
      proof = proof.and(compared);
    }
    return proof;
  }

  private List<Integer> lengths() {
    var known = proofBudget.slicedLengths();
    var lengths = new ArrayList<Integer>();
    for (int row = 0; row < MOST_ROWS; row++) {
      int steps = Math.max(whole.minSteps(), known.get(random.nextInt(known.size())));
      // Every other row has at least 3 steps, so that it can be cut.
      lengths.add(row % 2 == 0 ? Math.max(3, steps) : steps);
    }
    return lengths;
  }

  /** Runs a stage over all rows in random slices: some rows and some steps at a time. */
  static void slice(GraphStage stage, List<RowMemory> rows, Random random, Workspace workspace)
      throws GraphException {
    var left = new ArrayList<>(rows);
    while (!left.isEmpty()) {
      Collections.shuffle(left, random);
      var chosen = List.copyOf(left.subList(0, 1 + random.nextInt(left.size())));
      int shortest = chosen.stream().mapToInt(RowMemory::remaining).min().orElse(1);
      int steps = 1 + random.nextInt(shortest);
      stage.advance(workspace, chosen, steps);
      chosen.forEach(row -> row.moveOn(steps));
      left.removeIf(row -> row.remaining() == 0);
    }
  }
}
