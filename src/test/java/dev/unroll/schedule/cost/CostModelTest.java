package dev.unroll.schedule.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class CostModelTest {
  @Test
  void table_betweenAndBeyondItsKnots_isALine() {
    var cost = CostModel.linear(1000, 10);
    assertEquals(1010, cost.nanos(1, 1), 1e-6);
    assertEquals(1000 + 10 * 7 * 33, cost.nanos(7, 33), 1e-6);
    assertEquals(1000 + 10 * 100 * 1000, cost.nanos(100, 1000), 1e-6);
  }

  @Test
  void table_thatWasMeasuredBadly_isNeverCheaperForMore() {
    int[] knots = {1, 4};
    var cost = new CostModel(knots, knots, new double[][] {{100, 90}, {80, 400}});
    assertEquals(100, cost.nanos(1, 4), 1e-9);
    assertEquals(100, cost.nanos(4, 1), 1e-9);
    assertEquals(400, cost.nanos(4, 4), 1e-9);
  }

  @Test
  void rowInCompany_costsWhatTheBestCompanyMakesIt() {
    int[] rows = {1, 2, 4};
    int[] steps = {1};
    var cost = new CostModel(rows, steps, new double[][] {{100}, {120}, {400}});
    assertEquals(60, cost.nanosPerRow(1), 1e-9);
  }

  @Test
  void slowerMachine_isLearntEverywhere_alsoWhereNoSliceRuns() {
    var cost = CostModel.linear(1000, 10);
    var truth = CostModel.linear(3000, 30);
    for (int slice = 0; slice < 1000; slice++) {
      int rows = 1 + slice % 4;
      cost.observe(rows, 8, Math.round(truth.nanos(rows, 8)));
    }
    assertEquals(1, cost.nanos(2, 8) / truth.nanos(2, 8), 0.05);
    assertEquals(1, cost.nanos(50, 50) / truth.nanos(50, 50), 0.1);
  }

  @Test
  void otherShape_isLearntWhereSlicesRun() {
    var truth = CostModel.linear(50_000, 3);
    var cost = CostModel.linear(100, 100);
    var random = new Random(1);
    for (int slice = 0; slice < 5000; slice++) {
      int rows = 1 + random.nextInt(64);
      int steps = 1 + random.nextInt(64);
      cost.observe(rows, steps, Math.round(truth.nanos(rows, steps)));
    }
    for (int rows : new int[] {1, 30, 64}) {
      for (int steps : new int[] {1, 30, 64}) {
        double ratio = cost.nanos(rows, steps) / truth.nanos(rows, steps);
        assertEquals(1, ratio, 0.25, rows + " x " + steps);
      }
    }
  }

  @Test
  void rareDisturbances_howeverLong_hardlyMoveIt() {
    var cost = CostModel.linear(1000, 10);
    double before = cost.nanos(4, 8);
    var random = new Random(2);
    for (int slice = 0; slice < 2000; slice++) {
      boolean disturbed = random.nextInt(20) == 0;
      cost.observe(4, 8, Math.round(before * (disturbed ? 1000 : 1)));
    }
    assertEquals(1, cost.nanos(4, 8) / before, 0.1);
  }

  @Test
  void oneSlice_movesItByNoMoreThanTheBound() {
    var cost = CostModel.linear(1000, 10);
    double before = cost.nanos(1, 1);
    cost.observe(1, 1, Long.MAX_VALUE);
    assertTrue(cost.nanos(1, 1) <= before * CostModel.MOST_CHANGE * (1 + 1e-9));
    cost.observe(1, 1, 0);
    assertTrue(cost.nanos(1, 1) > 0);
  }
}
