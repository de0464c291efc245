package dev.unroll.plan.prove;

import dev.unroll.core.LoadException;
import dev.unroll.plan.AnswerPlan;
import dev.unroll.plan.PlanStates;
import dev.unroll.plan.ProbedStage;
import dev.unroll.plan.Proof;
import dev.unroll.plan.SlicedPlan;
import dev.unroll.plan.stage.Output;
import dev.unroll.plan.stage.RowMemory;
import dev.unroll.runtime.GraphException;
import dev.unroll.runtime.Workspace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Proves that a plan continues from given states as the whole graph does. It compares the plan on
 * rows together, each with its own states, with the whole graph on each row alone. Without it a
 * plan might accept a client's state and ignore it, which states of zeros do not show.
 */
public final class StatesProof {
  private static final int ROWS = 3;
  private static final int ROUNDS = 2;

  private final ProbedStage whole;
  private final List<Integer> lengths;
  private final PlanStates states;
  private final Workspace workspace = new Workspace();
  private final Random random = new Random(20190115);
  private final RandomInputs randomInputs;

  public StatesProof(ProbedStage whole) {
    this.whole = whole;
    this.lengths = whole.proofBudget().slicedLengths();
    this.states = new PlanStates(whole.states(), whole.channels(), Map.of());
    var input = whole.input();
    this.randomInputs = new RandomInputs(input.integer(), whole.vocabularySize(), input.volume());
  }

  /**
   * Compares rows that begin with given states with the whole graph.
   *
   * @param plan a plan whose states are those of the whole graph
   * @throws LoadException naming the output that differs from the whole graph's, or the failure
   */
  public void prove(AnswerPlan plan) throws LoadException {
    try {
      for (int round = 0; round < ROUNDS; round++) {
        compare(plan, Math.min(ROWS, plan.stages().get(0).maxRows()));
      }
    } catch (GraphException e) {
      throw new LoadException("it fails on states that are not zero: " + e.getMessage(), e);
    }
  }

  private void compare(AnswerPlan plan, int rows) throws GraphException, LoadException {
    var alone = new ArrayList<RowMemory>();
    var together = new ArrayList<RowMemory>();
    int steps = steps();
    for (int row = 0; row < rows; row++) {
      var sequence = randomInputs.sequence(plan.isSliced() ? steps() : steps);
      var given = given();
      var lone = whole.begin(sequence);
      states.begin(lone, given);
      whole.stage().advance(workspace, List.of(lone), sequence.steps());
      alone.add(lone);
      together.add(plan.begin(sequence, given));
    }
    if (plan instanceof SlicedPlan sliced) {
      for (var stage : sliced.graphStages()) {
        together.forEach(RowMemory::startStage);
        SliceProof.slice(stage, together, random, workspace);
      }
    } else {
      plan.stages().get(0).advance(workspace, together, steps);
    }
    for (int row = 0; row < rows; row++) {
      compare(whole.answers(alone.get(row)), plan.outputs(together.get(row)));
      compare(states.outputs(alone.get(row)), plan.states(together.get(row)));
    }
  }

  private static void compare(List<Output> expected, List<Output> found) throws LoadException {
    for (int place = 0; place < expected.size(); place++) {
      if (!Proof.compare(expected.get(place).values(), found.get(place).values()).holds()) {
        throw new LoadException(
            "output '"
                + expected.get(place).facts().name()
                + "' differs from the graph's when a row begins with states that are not zero");
      }
    }
  }

  private int steps() {
    if (!whole.input().timed()) {
      return 1;
    }
    return whole.fixedSteps() > 0
        ? whole.fixedSteps()
        : Math.max(whole.minSteps(), lengths.get(random.nextInt(lengths.size())));
  }

  private Map<String, float[]> given() {
    var given = new HashMap<String, float[]>();
    for (var state : whole.states()) {
      var values = new float[state.input().volume()];
      for (int index = 0; index < values.length; index++) {
        values[index] = state.input().integer() ? random.nextInt(2) : random.nextFloat() * 2 - 1;
      }
      given.put(state.input().name(), values);
    }
    return given;
  }
}
