package dev.unroll.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class WorkspaceTest {
  private static final int OVER_16_MIB = (16 << 20) / 4 + 1;

  private final Workspace workspace = new Workspace();

  @Test
  void block_isADirectViewOfExactlyItsShape() {
    var block = workspace.input(0, ElementType.FLOAT32, 2, 3, 4);
    assertEquals(24, block.floats().limit());
    assertEquals(0, block.floats().position());
    assertTrue(block.floats().isDirect());
    assertEquals(6, workspace.input(1, ElementType.INT64, 6).longs().limit());
    assertEquals(5, workspace.input(2, ElementType.INT32, 5, 1).ints().limit());
  }

  @Test
  void samePlace_isTheSameMemory() {
    workspace.input(0, ElementType.FLOAT32, 100).floats().put(99, 7);
    assertEquals(7, workspace.input(0, ElementType.FLOAT32, 10, 10).floats().get(99));
  }

  @Test
  void otherPlaces_andOutputs_areMemoryOfTheirOwn() {
    workspace.input(0, ElementType.INT64, 4).longs().put(0, 1);
    workspace.input(1, ElementType.INT64, 4).longs().put(0, 2);
    workspace.output(0, ElementType.INT64, 4).longs().put(0, 3);
    assertEquals(1, workspace.input(0, ElementType.INT64, 4).longs().get(0));
    assertEquals(2, workspace.input(1, ElementType.INT64, 4).longs().get(0));
  }

  @Test
  void largerBlock_growsTheMemory_andSmallerOnesReuseIt() {
    workspace.input(0, ElementType.FLOAT32, 10);
    workspace.input(0, ElementType.FLOAT32, 100_000).floats().put(0, 5);
    assertEquals(5, workspace.input(0, ElementType.FLOAT32, 10).floats().get(0));
  }

  @Test
  void giant_isNotKept() {
    workspace.input(0, ElementType.FLOAT32, 10).floats().put(0, 1);
    workspace.input(0, ElementType.FLOAT32, OVER_16_MIB).floats().put(0, 2);
    assertEquals(1, workspace.input(0, ElementType.FLOAT32, 10).floats().get(0));
    assertNotEquals(2, workspace.input(0, ElementType.FLOAT32, OVER_16_MIB).floats().get(0));
  }

  @Test
  void emptyBlock_isAllowed() {
    assertEquals(0, workspace.input(0, ElementType.FLOAT32, 0, 5).floats().limit());
  }

  @Test
  void blockOver2GiB_isRefusedNamingItsSize() {
    var refusal =
        assertThrows(
            IllegalArgumentException.class,
            () -> workspace.input(0, ElementType.FLOAT32, 1 << 15, 1 << 15));
    assertEquals(
        "a tensor of float32[32768, 32768] takes 4294967296 bytes, more than the limit of"
            + " 2147483647",
        refusal.getMessage());
    assertThrows(
        IllegalArgumentException.class,
        () -> workspace.input(0, ElementType.INT64, 1L << 40, 1L << 40));
  }
}
