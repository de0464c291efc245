package dev.unroll.plan.prove;

import dev.unroll.core.LoadException;
import dev.unroll.plan.PlanStates;
import dev.unroll.plan.ProbedStage;
import dev.unroll.plan.Proof;
import dev.unroll.plan.graph.GraphHints;
import dev.unroll.plan.stage.Output;
import dev.unroll.runtime.GraphException;
import dev.unroll.runtime.GraphSession;
import dev.unroll.runtime.Workspace;
import java.util.List;
import java.util.Map;

/**
 * Proves that a graph with an input for the start of a sequence does not need it: marking the start
 * gives the same answers as beginning with the first states. Here every row begins with its first
 * states, so the input stays unset.
 */
public final class StartProof {
  private static final int MOST_STEPS = 5;

  private final ProbedStage whole;
  private final PlanStates states;
  private final Workspace workspace = new Workspace();

  /**
   * @param whole the graph whose start input is not set
   * @param firstStates as in {@link GraphHints}
   */
  public StartProof(ProbedStage whole, Map<String, float[]> firstStates) {
    this.whole = whole;
    this.states = new PlanStates(whole.states(), whole.channels(), firstStates);
  }

  /**
   * Compares a row's first step with the graph whose start input is set.
   *
   * @param told the same graph with the start input set
   * @param inputs the names of the start inputs, for the error
   * @throws LoadException where the answers differ
   */
  public void prove(GraphSession told, Iterable<String> inputs) throws LoadException {
    var input = whole.input();
    var randomInputs = new RandomInputs(input.integer(), whole.vocabularySize(), input.volume());
    int steps = input.timed() ? Math.max(whole.minSteps(), MOST_STEPS) : 1;
    var sequence = randomInputs.sequence(whole.fixedSteps() > 0 ? whole.fixedSteps() : steps);
    var row = whole.begin(sequence);
    var toldRow = whole.begin(sequence);
    states.begin(row, Map.of());
    states.begin(toldRow, Map.of());
    try {
      whole.stage().advance(workspace, List.of(row), sequence.steps());
      whole.stage().over(told).advance(new Workspace(), List.of(toldRow), sequence.steps());
    } catch (GraphException e) {
      throw new LoadException("it fails where a sequence begins: " + e.getMessage(), e);
    }
    compare(whole.answers(row), whole.answers(toldRow), inputs);
    compare(states.outputs(row), states.outputs(toldRow), inputs);
  }

  private static void compare(List<Output> one, List<Output> told, Iterable<String> inputs)
      throws LoadException {
    for (int place = 0; place < one.size(); place++) {
      if (!Proof.compare(one.get(place).values(), told.get(place).values()).holds()) {
        throw new LoadException(
            "output '"
                + one.get(place).facts().name()
                + "' differs when "
                + String.join(", ", inputs)
                + " tells that a sequence begins; only the states' first values, which are zeros"
                + " or their initial_state, may mark the beginning of a sequence");
      }
    }
  }
}
