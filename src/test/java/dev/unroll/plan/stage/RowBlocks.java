package dev.unroll.plan.stage;

import dev.unroll.plan.graph.Layout;
import dev.unroll.runtime.Block;

/** Fills a graph's inputs as a stage does, for tests that run the graph themselves. */
public final class RowBlocks {
  private RowBlocks() {}

  /** The steps of a row's first channel go to the row's place. */
  public static void gather(RowMemory memory, Layout layout, Block block, int row, int steps) {
    Transfer.gather(memory, 0, layout, block, row, 0, steps);
  }

  public static void fill(Block block, int value) {
    Transfer.fill(block, value);
  }
}
