package dev.unroll;

import dev.unroll.plan.AnswerPlan;
import dev.unroll.plan.GeneratorPlan;
import dev.unroll.plan.Plan;
import dev.unroll.plan.Rehearsal;
import dev.unroll.plan.Stage;
import dev.unroll.runtime.GraphException;
import dev.unroll.schedule.Ticker;
import java.util.ArrayList;
import java.util.List;

/** Measures what a plan's stages cost, with a row alone and with a few together. */
final class CostMeasurement {
  private static final int STEPS = 32;
  private static final int ROWS = 8;
  private static final int WARM_UPS = 5;
  private static final int ROUNDS = 20;

  private final Plan plan;
  private final Ticker ticker;

  CostMeasurement(Plan plan, Ticker ticker) {
    this.plan = plan;
    this.ticker = ticker;
  }

  /** For each stage, in order: a cost for each number of rows that it takes. */
  List<List<StageCost>> run() throws GraphException {
    var stages = stages();
    var costs = new ArrayList<List<StageCost>>();
    stages.forEach(stage -> costs.add(new ArrayList<>()));
    int mostRows = stages.stream().mapToInt(Stage::maxRows).min().orElse(1);
    int rows = 1;
    while (true) {
      // Stages in order: the later ones find what the earlier ones have made.
      var rehearsal = new Rehearsal(plan, rows, Math.max(STEPS, plan.facts().minSteps()));
      for (int place = 0; place < stages.size(); place++) {
        // A decoder, a generator's second stage, takes one step at a time.
        int steps = plan instanceof GeneratorPlan && place > 0 ? 1 : rehearsal.steps();
        costs.get(place).add(measure(rehearsal, stages.get(place), rows, steps));
      }
      if (rows == Math.min(ROWS, mostRows)) {
        return costs;
      }
      rows = Math.min(ROWS, mostRows);
    }
  }

  /** The best of a few: what disturbs a slice only ever makes it slower. */
  private StageCost measure(Rehearsal rehearsal, Stage stage, int rows, int steps)
      throws GraphException {
    for (int round = 0; round < WARM_UPS; round++) {
      rehearsal.run(stage, steps);
    }
    long best = Long.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      long start = ticker.nanos();
      rehearsal.run(stage, steps);
      best = Math.min(best, ticker.nanos() - start);
    }
    return new StageCost(rows, steps, best / 1000.0 / rows / steps);
  }

  private List<Stage> stages() {
    if (plan instanceof GeneratorPlan generator) {
      return List.of(generator.encoder(), generator.decoder());
    }
    return ((AnswerPlan) plan).stages();
  }
}
