package dev.unroll.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.schedule.cost.CostModel;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SliceSizerTest {
  private static final int ANY = Integer.MAX_VALUE;

  /** A call costs as much as ten steps of a row. */
  private static final CostModel CALLS_ARE_DEAR = CostModel.linear(100_000, 10_000);

  /** A row in company costs more than alone. */
  private static final CostModel COMPANY_IS_DEAR =
      new CostModel(
          new int[] {1, 2, 64},
          new int[] {1, 64},
          new double[][] {{100, 6_400}, {300, 19_200}, {9_600, 614_400}});

  /** Weights are read once for all rows: a second row is almost free, up to eight. */
  private static final CostModel COMPANY_IS_CHEAP =
      new CostModel(
          new int[] {1, 8, 64},
          new int[] {1, 64},
          new double[][] {{10_000, 640_000}, {17_000, 1_088_000}, {136_000, 8_704_000}});

  @Test
  void stageThatGainsNothingFromCompany_runsAloneAndWhole() {
    assertEquals(
        new SliceSizer.Choice(1, 200), choose(COMPANY_IS_DEAR, 0, 200, 150, 180, 200, 200));
  }

  @Test
  void stageThatGainsFromCompany_gathersRowsOfAnyLength() {
    assertEquals(new SliceSizer.Choice(4, 20), choose(COMPANY_IS_CHEAP, 0, 20, 90, 25, 30));
  }

  @Test
  void shortStranger_isLeftWhereItWouldCutTheSliceShort() {
    assertEquals(new SliceSizer.Choice(3, 60), choose(CALLS_ARE_DEAR, 0, 60, 1, 64, 61));
  }

  @Test
  void mostUrgentRow_isInHoweverShort() {
    assertEquals(new SliceSizer.Choice(4, 1), choose(CALLS_ARE_DEAR, 0, 1, 64, 64, 64));
  }

  @Test
  void longDocument_givesNoMoreStepsThanTheBoundAllows() {
    var choice = choose(CALLS_ARE_DEAR, 0, 100_000);
    assertEquals(1, choice.rows());
    double nanos = CALLS_ARE_DEAR.nanos(1, choice.steps());
    assertTrue(nanos > 0.8 * SliceSizer.LONGEST_NANOS && nanos < 1.2 * SliceSizer.LONGEST_NANOS);
  }

  @Test
  void dearCalls_makeLongerSlices() {
    var gpu = CostModel.linear(1_000_000, 1000);
    var choice = choose(gpu, 0, 100_000);
    assertTrue(gpu.nanos(1, choice.steps()) > 9 * gpu.nanos(1, 1));
  }

  @Test
  void idleLanes_getTheirShare_butTheKneeStaysTogether() {
    int[] steps = new int[16];
    Arrays.fill(steps, 10);
    assertEquals(16, choose(COMPANY_IS_CHEAP, 0, steps).rows());
    assertEquals(8, choose(COMPANY_IS_CHEAP, 1, steps).rows());
    int together = choose(COMPANY_IS_CHEAP, 15, steps).rows();
    assertTrue(together > 4 && together <= 8, "knee " + together);
  }

  @Test
  void graphOfFixedRows_isNeverGivenMore() {
    var waiting = waiting(true, 10, 10, 10, 10, 10);
    assertEquals(3, SliceSizer.choose(COMPANY_IS_CHEAP, waiting, 3, 0).rows());
  }

  @Test
  void wholeRows_giveAllTheirStepsEvenBeyondTheBound() {
    var waiting = waiting(false, 5000, 5000);
    assertEquals(
        new SliceSizer.Choice(1, 5000), SliceSizer.choose(COMPANY_IS_CHEAP, waiting, ANY, 0));
  }

  @Test
  void beams_countAsRowsOfTheSlice() {
    var waiting = new SliceSizer.Waiting(new int[] {1, 1, 1}, new int[] {4, 4, 4}, false, 0);
    assertEquals(2, SliceSizer.choose(COMPANY_IS_CHEAP, waiting, 8, 0).rows());
    assertEquals(1, SliceSizer.choose(COMPANY_IS_CHEAP, waiting, 3, 0).rows());
  }

  @Test
  void anyRows_getASliceThatHasNoPaddingAndHoldsTheMostUrgent() {
    long seed = System.nanoTime();
    var random = new Random(seed);
    var costs = new CostModel[] {CALLS_ARE_DEAR, COMPANY_IS_DEAR, COMPANY_IS_CHEAP};
    for (int round = 0; round < 20_000; round++) {
      int[] steps = random.ints(1 + random.nextInt(100), 1, 2000).toArray();
      int most = 1 + random.nextInt(100);
      var cost = costs[random.nextInt(3)];
      var choice = SliceSizer.choose(cost, waiting(true, steps), most, random.nextInt(3));
      long able = Arrays.stream(steps).filter(each -> each >= choice.steps()).count();
      assertTrue(choice.steps() >= 1 && choice.steps() <= steps[0], "seed " + seed);
      assertTrue(choice.rows() >= 1 && choice.rows() <= able, "seed " + seed);
      assertTrue(choice.rows() <= most, "seed " + seed);
      assertTrue(
          (choice.rows() == 1 && choice.steps() == 1)
              || cost.nanos(choice.rows(), choice.steps()) < 2.1 * SliceSizer.LONGEST_NANOS,
          "seed " + seed);
    }
  }

  private static SliceSizer.Choice choose(CostModel cost, int idleLanes, int... steps) {
    return SliceSizer.choose(cost, waiting(true, steps), ANY, idleLanes);
  }

  private static SliceSizer.Waiting waiting(boolean sliced, int... steps) {
    int[] memories = new int[steps.length];
    Arrays.fill(memories, 1);
    return new SliceSizer.Waiting(steps, memories, sliced, 0);
  }
}
