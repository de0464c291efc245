package dev.unroll.plan.planner;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.Sequence;
import dev.unroll.plan.AnswerPlan;
import dev.unroll.plan.PlanFacts;
import dev.unroll.plan.PlanRunner;
import dev.unroll.plan.Proof;
import dev.unroll.plan.stage.Output;
import dev.unroll.runtime.DeviceChoice;
import dev.unroll.runtime.OnnxRuntime;
import dev.unroll.runtime.Workspace;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The promise: nobody gets another answer in company than alone. */
class RowsTogetherTest {
  @ParameterizedTest
  @MethodSource("dev.unroll.plan.planner.ZooCase#singleGraphs")
  void randomBatch_givesWhatItsRowsGiveAlone(ZooCase zoo) throws Exception {
    long seed = System.nanoTime();
    var random = new Random(seed);
    var workspace = new Workspace();
    var planner = new Planner(OnnxRuntime.open(DeviceChoice.parse("cpu")));
    try (var plan = (AnswerPlan) planner.plan(zoo.folder(), Map.of())) {
      for (int batch = 0; batch < 20; batch++) {
        int rows = 1 + random.nextInt(Math.min(12, plan.stages().get(0).maxRows()));
        int steps = steps(plan.facts(), random);
        var inputs = new ArrayList<Sequence>();
        for (int row = 0; row < rows; row++) {
          // Only what can be sliced takes rows of different lengths.
          int length = plan.isSliced() ? steps(plan.facts(), random) : steps;
          inputs.add(input(plan.facts(), length, random));
        }
        var together = PlanRunner.together(plan, workspace, inputs, 1 + random.nextInt(9));
        for (int row = 0; row < rows; row++) {
          var what = "seed " + seed + ": row " + row + " of " + rows + " x " + steps;
          assertEqual(PlanRunner.answer(plan, workspace, inputs.get(row)), together.get(row), what);
        }
      }
    }
  }

  private static int steps(PlanFacts facts, Random random) {
    if (!facts.input().timed()) {
      return 1;
    }
    return facts.fixedSteps() > 0 ? facts.fixedSteps() : facts.minSteps() + random.nextInt(30);
  }

  private static Sequence input(PlanFacts facts, int steps, Random random) {
    int width = facts.input().volume();
    if (facts.input().integer()) {
      long bound = Math.max(2, facts.vocabularySize());
      return new Sequence.Ids(random.longs((long) steps * width, 0, bound).toArray());
    }
    var values = new float[steps * width];
    for (int index = 0; index < values.length; index++) {
      values[index] = (float) random.nextGaussian();
    }
    return new Sequence.Vectors(values, width);
  }

  private static void assertEqual(List<Output> alone, List<Output> together, String what) {
    for (int place = 0; place < alone.size(); place++) {
      var expected = alone.get(place).values();
      var actual = together.get(place).values();
      assertTrue(expected.length == actual.length, what);
      for (int index = 0; index < expected.length; index++) {
        double bound = Proof.TOLERANCE * Math.max(1, Math.abs(expected[index]));
        assertTrue(Math.abs(expected[index] - actual[index]) <= bound, what);
      }
    }
  }
}
