package dev.unroll.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class SliceChooserTest {
  private final ScriptedStage stage = new ScriptedStage("whole");

  @Test
  void fewRows_goTogether_howeverManyLanesAreFree() {
    assertEquals(1, SliceChooser.rows(key(10), 1, 8));
    assertEquals(4, SliceChooser.rows(key(10), 4, 8));
    assertEquals(4, SliceChooser.rows(key(10), 5, 8));
  }

  @Test
  void manyRows_areSharedAmongLanes() {
    assertEquals(10, SliceChooser.rows(key(10), 10, 1));
    assertEquals(5, SliceChooser.rows(key(10), 10, 2));
    assertEquals(6, SliceChooser.rows(key(10), 11, 2));
  }

  @Test
  void slice_isBoundedInRowsAndInRowsTimesSteps() {
    assertEquals(SliceChooser.MOST_ROWS, SliceChooser.rows(key(1), 10_000, 1));
    assertEquals(4, SliceChooser.rows(key(SliceChooser.MOST_STEPS / 4), 10_000, 1));
    assertEquals(1, SliceChooser.rows(key(SliceChooser.MOST_STEPS * 10), 10_000, 1));
  }

  @Test
  void graphOfFixedRows_isNeverGivenMore() {
    var fixed = new ScriptedStage("whole", 3, (rows, steps) -> {});
    assertEquals(3, SliceChooser.rows(new SliceKey(fixed, 10, 0), 100, 1));
  }

  @Test
  void anyGroup_getsASliceOfAtLeastOneRowAndNoMoreThanWait() {
    long seed = System.identityHashCode(this);
    var random = new Random(seed);
    for (int round = 0; round < 10_000; round++) {
      int waiting = 1 + random.nextInt(200);
      int rows = SliceChooser.rows(key(1 + random.nextInt(9000)), waiting, 1 + random.nextInt(64));
      assertTrue(rows >= 1 && rows <= waiting, "seed " + seed);
    }
  }

  private SliceKey key(int steps) {
    return new SliceKey(stage, steps, 0);
  }
}
