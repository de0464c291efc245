package dev.unroll.plan.stage;

import dev.unroll.plan.graph.Layout;

/** What becomes of one of a graph's outputs. */
public sealed interface OutputBinding {
  /**
   * It becomes the rows' channel of that number.
   *
   * @param ownSteps whether the graph says how many steps it has, and not the slice: fewer, say,
   *     where it skips some
   */
  record ToChannel(int channel, Layout layout, boolean ownSteps) implements OutputBinding {
    public ToChannel(int channel, Layout layout) {
      this(channel, layout, false);
    }
  }

  /** Nobody reads it. */
  record Dropped() implements OutputBinding {}
}
