package dev.unroll.plan;

import dev.unroll.core.LoadException;
import dev.unroll.core.Sequence;
import dev.unroll.runtime.GraphException;
import dev.unroll.runtime.Workspace;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Proves a plan before it is served: the whole graph on single sequences against the plan on random
 * slicings of the same ones, in batches of rows of different lengths that join and leave as they
 * would under the scheduler.
 */
final class SliceProof {
  private static final List<Integer> LENGTHS = List.of(1, 2, 3, 5, 8, 13, 21);
  private static final List<Integer> ROWS = List.of(1, 2, 3, 8);
  private static final int ROUNDS = 3;

  private final StageFindings whole;
  private final Random random = new Random(20180423);
  private final Workspace workspace = new Workspace();
  private final Draw draw;

  SliceProof(StageFindings whole) {
    this.whole = whole;
    var input = whole.input();
    this.draw = new Draw(input.integer(), whole.vocabularySize(), input.volume());
  }

  /**
   * @throws LoadException saying how the plan differs from the whole graph
   */
  Proof prove(SlicedPlan plan) throws LoadException {
    var proof = Proof.NOTHING_COMPARED;
    for (int round = 0; round < ROUNDS; round++) {
      for (int rows : ROWS) {
        try {
          proof = proof.and(compare(plan, Math.min(rows, whole.stage().maxRows())));
        } catch (GraphException e) {
          throw new LoadException("a slice fails: " + e.getMessage(), e);
        }
      }
    }
    return proof;
  }

  private Proof compare(SlicedPlan plan, int rows) throws GraphException, LoadException {
    var alone = new ArrayList<RowMemory>();
    var sliced = new ArrayList<RowMemory>();
    for (int row = 0; row < rows; row++) {
      var sequence = sequence(row);
      alone.add(whole.begin(sequence));
      sliced.add(plan.begin(sequence));
      whole.stage().advance(workspace, List.of(alone.get(row)), sequence.steps());
    }
    for (var stage : plan.graphStages()) {
      sliced.forEach(RowMemory::startStage);
      slice(stage, sliced);
    }
    var proof = Proof.NOTHING_COMPARED;
    for (int row = 0; row < rows; row++) {
      for (int place = 0; place < plan.outputChannels().size(); place++) {
        var expected =
            Output.of(
                whole.outputs().get(place),
                whole.channels().get(whole.outputChannels().get(place)),
                alone.get(row),
                whole.outputChannels().get(place));
        var found = plan.outputs(sliced.get(row)).get(place);
        var compared = Proof.compare(expected.values(), found.values());
        if (!compared.holds()) {
          throw new LoadException(
              "output '"
                  + expected.facts().name()
                  + "' of a row of "
                  + alone.get(row).steps()
                  + " steps differs when it is cut in time");
        }
        proof = proof.and(compared);
      }
    }
    return proof;
  }

  private Sequence sequence(int row) {
    int longest = Math.max(whole.minSteps(), LENGTHS.get(random.nextInt(LENGTHS.size())));
    // The first row of a batch is never the shortest possible: there must be something to cut.
    return draw.sequence(row == 0 ? Math.max(3, longest) : longest);
  }

  /** Takes a stage through all rows, some of them at a time, some steps at a time. */
  private void slice(GraphStage stage, List<RowMemory> rows) throws GraphException {
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
