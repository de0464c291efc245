package dev.unroll.plan.planner;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.LoadException;
import dev.unroll.core.Sequence;
import dev.unroll.plan.Plan;
import dev.unroll.plan.PlanFacts;
import dev.unroll.plan.PlanRunner;
import dev.unroll.plan.ProbedStage;
import dev.unroll.plan.Proof;
import dev.unroll.plan.graph.OnnxGraph;
import dev.unroll.plan.stage.TensorFacts;
import dev.unroll.runtime.DeviceChoice;
import dev.unroll.runtime.GraphException;
import dev.unroll.runtime.OnnxRuntime;
import dev.unroll.runtime.Workspace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Stacks of any kind: cut where they can be, and cut or not the same answers. */
class RandomStacksTest {
  private static final int STACKS = 300;
  private static final int ROWS = 5;

  @TempDir Path folder;

  private final Workspace workspace = new Workspace();

  @Test
  void randomStack_isCutAndAnswersAsTheWholeGraph() throws Exception {
    var runtime = OnnxRuntime.open(DeviceChoice.parse("cpu"));
    long seed = System.nanoTime();
    System.out.println("random stacks, seed " + seed);
    int causal = 0;
    int steady = 0;
    for (int number = 0; number < STACKS; number++) {
      var facts = check(runtime, seed + number);
      steady += facts.proof().bitIdentical() ? 1 : 0;
      causal += facts.label().equals("causal") ? 1 : 0;
    }
    System.out.println(
        STACKS + " random stacks, " + causal + " of them causal, " + steady + " bit-identical");
    assertTrue(causal > STACKS / 5 && causal < STACKS * 4 / 5, "causal " + causal);
  }

  /** The one's answer never changes with its input; the other's state grew with its rounding. */
  @ParameterizedTest
  @ValueSource(longs = {15142896516317L, 16176823307174L})
  void stackThatFellOnce_isCutAndAnswersAsTheWholeGraph(long seed) throws Exception {
    check(OnnxRuntime.open(DeviceChoice.parse("cpu")), seed);
  }

  private PlanFacts check(OnnxRuntime runtime, long seed) throws Exception {
    var random = new Random(seed);
    var stack = new RandomStack(random);
    var what = "new Random(" + seed + "L): " + stack;
    var file = stack.graph().write(folder, "model.onnx");
    try (var plan = new Planner(runtime).plan(folder, Map.of());
        var session = runtime.load(file)) {
      assertEquals(stack.label(), plan.facts().label(), () -> what + plan.facts().refused());
      var probe =
          new StageProbe("whole", session, OnnxGraph.read(file), Map.of(), Optional.empty());
      var found = probe.find();
      compare(found, plan, random, what);
      return plan.facts();
    } catch (LoadException e) {
      throw new AssertionError(what, e);
    }
  }

  private void compare(ProbedStage whole, Plan plan, Random random, String what)
      throws GraphException {
    var inputs = new ArrayList<Sequence>();
    for (int row = 0; row < ROWS; row++) {
      inputs.add(sequence(plan.facts().input(), 1 + random.nextInt(25), random));
    }
    var answers = PlanRunner.together(plan, workspace, inputs, 1 + random.nextInt(9));
    for (int row = 0; row < ROWS; row++) {
      if (plan.facts().proof().bitIdentical()) {
        var alone = PlanRunner.answer(plan, workspace, inputs.get(row));
        for (int place = 0; place < alone.size(); place++) {
          assertArrayEquals(
              alone.get(place).values(), answers.get(row).get(place).values(), "bits of " + what);
        }
      }
      var memory = whole.begin(inputs.get(row));
      whole.stage().advance(workspace, java.util.List.of(memory), inputs.get(row).steps());
      for (int place = 0; place < answers.get(row).size(); place++) {
        var expected = whole.answers(memory).get(place);
        var proof = Proof.compare(expected.values(), answers.get(row).get(place).values());
        assertTrue(proof.holds(), what + ": row " + row + ", output " + place);
      }
    }
  }

  private static Sequence sequence(TensorFacts facts, int steps, Random random) {
    if (facts.integer()) {
      return new Sequence.Ids(random.longs(steps, 0, RandomStack.VOCABULARY).toArray());
    }
    var values = new float[steps * facts.volume()];
    for (int index = 0; index < values.length; index++) {
      values[index] = (float) random.nextGaussian();
    }
    return new Sequence.Vectors(values, facts.volume());
  }
}
