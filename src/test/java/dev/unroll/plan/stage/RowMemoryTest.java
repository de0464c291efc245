package dev.unroll.plan.stage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.List;
import org.junit.jupiter.api.Test;

class RowMemoryTest {
  private static final int STEPS = 0;
  private static final int STATE = 1;
  private static final int COUNTER = 2;
  private static final int LOGITS = 3;

  @Test
  void fork_sharesWhatIsOnlyRead_andCopiesWhatIsWritten() {
    var row = row();
    var fork = fork(row, new RowMemory(4));
    assertSame(row.floats(STEPS), fork.floats(STEPS));
    assertNotSame(row.floats(STATE), fork.floats(STATE));
    assertArrayEquals(row.floats(STATE), fork.floats(STATE));
    assertArrayEquals(row.longs(COUNTER), fork.longs(COUNTER));
    assertNull(fork.floats(LOGITS));
    // Stages write into the arrays that they find.
    floats(row, STATE)[0] = 100;
    assertArrayEquals(new float[] {1, 2}, fork.floats(STATE));
  }

  @Test
  void spareRow_isWrittenAgain() {
    var row = row();
    var spare = row();
    var state = floats(spare, STATE);
    var logits = floats(spare, LOGITS);
    state[1] = 100;
    var fork = fork(row, spare);
    assertSame(state, fork.floats(STATE));
    assertArrayEquals(new float[] {1, 2}, state);
    assertSame(row.floats(STEPS), fork.floats(STEPS));
    assertSame(logits, fork.floats(LOGITS));
  }

  @Test
  void stateThatNothingHasWritten_isNoneInTheFork() {
    var fork = fork(new RowMemory(4), row());
    assertNull(fork.floats(STATE));
    assertNull(fork.longs(COUNTER));
  }

  private static RowMemory fork(RowMemory row, RowMemory spare) {
    spare.goOnFrom(row, List.of(STATE, COUNTER), LOGITS);
    return spare;
  }

  private static RowMemory row() {
    var row = new RowMemory(4);
    row.put(STEPS, new float[] {5, 6, 7});
    row.put(STATE, new float[] {1, 2});
    row.put(COUNTER, new long[] {3});
    row.put(LOGITS, new float[] {8});
    return row;
  }

  private static float[] floats(RowMemory row, int channel) {
    return java.util.Objects.requireNonNull(row.floats(channel));
  }
}
