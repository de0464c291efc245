package dev.unroll.plan.planner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.plan.graph.Layout;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

class TrialTest {
  private static final Layout BATCH_FIRST = new Layout(0, 1);
  private static final Layout UNSEEN = new Layout(-1, -1);

  @Test
  void batchFirstOutput_isFound() {
    assertLayout(0, 1, BATCH_FIRST, (rows, steps) -> new long[] {rows, steps, 7});
  }

  @Test
  void timeMajorOutput_isFound_whateverTheInputsOrder() {
    assertLayout(1, 0, BATCH_FIRST, (rows, steps) -> new long[] {steps, rows, 7});
  }

  @Test
  void outputWithoutTime_hasNone() {
    assertLayout(0, -1, BATCH_FIRST, (rows, steps) -> new long[] {rows, 7});
    assertLayout(1, -1, BATCH_FIRST, (rows, steps) -> new long[] {2, rows, 7});
  }

  @Test
  void labelPerStep_withoutFeatures_isFound() {
    assertLayout(0, 1, BATCH_FIRST, (rows, steps) -> new long[] {rows, steps});
  }

  @Test
  void singleRowInput_hasOutputsWithoutAnAxisOfRows() {
    var verdict =
        Trial.layoutOf(
            0, "y", List.of(trial(1, 2, 2, 7), trial(1, 3, 3, 7)), new Layout(-1, 0), UNSEEN, true);
    assertEquals("", verdict.problem());
    assertEquals(new Layout(-1, 0), verdict.layout());
  }

  @Test
  void oneLengthOnly_takesTimeFromTheInputsAxisWhereThereAreFeatures() {
    var together = List.of(trial(1, 5, 1, 5, 5), trial(2, 5, 2, 5, 5));
    assertEquals(BATCH_FIRST, Trial.layoutOf(0, "y", together, BATCH_FIRST, UNSEEN, true).layout());
    var scores = List.of(trial(1, 5, 1, 5), trial(2, 5, 2, 5));
    assertEquals(
        new Layout(0, -1), Trial.layoutOf(0, "y", scores, BATCH_FIRST, UNSEEN, true).layout());
  }

  @Test
  void outputWithoutRows_isNoOutput() {
    assertProblem("output 'y' has no axis of rows", (rows, steps) -> new long[] {4, 7});
  }

  @Test
  void rowsAndStepsOnOneAxis_areNamed() {
    for (boolean hasRows : new boolean[] {true, false}) {
      var trials = trials((rows, steps) -> new long[] {4, rows * steps});
      assertEquals(
          "output 'y' has its rows and its steps on one axis, axis 1",
          Trial.layoutOf(0, "y", trials, BATCH_FIRST, UNSEEN, hasRows).problem());
    }
  }

  @Test
  void stepsOfASingleRow_areNotTakenForRowsAndSteps() {
    var trials = new ArrayList<Trial>();
    for (int steps : List.of(1, 2, 3)) {
      trials.add(trial(1, steps, steps, 7));
    }
    assertEquals("", Trial.layoutOf(0, "y", trials, BATCH_FIRST, UNSEEN, false).problem());
  }

  @Test
  void outputOfAnotherLength_hasStepsOfItsOwn() {
    var trials = trials((rows, steps) -> new long[] {rows, steps / 2 + 20, 7});
    var verdict = Trial.layoutOf(0, "y", trials, BATCH_FIRST, UNSEEN, true);
    assertEquals(BATCH_FIRST, verdict.layout());
    assertFalse(verdict.hasInputSteps());
  }

  @Test
  void outputThatHappensToHaveTheInputsSteps_isNotTakenToHaveThemAlways() {
    var trials = trials((rows, steps) -> new long[] {rows, steps, 7});
    assertFalse(Trial.layoutOf(0, "y", trials, BATCH_FIRST, UNSEEN, true).hasInputSteps());
    assertTrue(Trial.layoutOf(0, "y", trials, BATCH_FIRST, BATCH_FIRST, true).hasInputSteps());
  }

  @Test
  void outputThatWasEmpty_hasStepsOfItsOwn() {
    var trials = trials((rows, steps) -> new long[] {0, 2});
    var verdict = Trial.layoutOf(0, "y", trials, BATCH_FIRST, UNSEEN, false);
    assertEquals("", verdict.problem());
    assertEquals(new Layout(-1, 0), verdict.layout());
    assertFalse(verdict.hasInputSteps());
  }

  @Test
  void outputOfChangingRank_isNoOutput() {
    assertProblem(
        "output 'y' changes its rank",
        (rows, steps) -> rows == 1 ? new long[] {steps, 7} : new long[] {rows, steps, 7});
  }

  @Test
  void emptyOutput_isNoOutput() {
    assertProblem("output 'y' has an axis of size 0", (rows, steps) -> new long[] {rows, steps, 0});
  }

  private static void assertLayout(
      int batchAxis, int timeAxis, Layout input, BiFunction<Integer, Integer, long[]> shape) {
    var verdict = Trial.layoutOf(0, "y", trials(shape), input, UNSEEN, true);
    assertEquals("", verdict.problem());
    assertEquals(new Layout(batchAxis, timeAxis), verdict.layout());
  }

  private static void assertProblem(String problem, BiFunction<Integer, Integer, long[]> shape) {
    assertEquals(
        problem, Trial.layoutOf(0, "y", trials(shape), BATCH_FIRST, UNSEEN, true).problem());
  }

  private static List<Trial> trials(BiFunction<Integer, Integer, long[]> shape) {
    var trials = new ArrayList<Trial>();
    for (int steps : List.of(1, 2, 3, 5, 8)) {
      trials.add(trial(1, steps, shape.apply(1, steps)));
    }
    for (int rows : List.of(2, 3, 8)) {
      trials.add(trial(rows, 8, shape.apply(rows, 8)));
    }
    return trials;
  }

  private static Trial trial(int rows, int steps, long... shape) {
    return new Trial(rows, steps, List.of(shape));
  }
}
