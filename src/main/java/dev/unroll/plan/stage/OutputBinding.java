package dev.unroll.plan.stage;

import dev.unroll.plan.graph.Layout;

/** The target of one of a stage's graph outputs. */
public sealed interface OutputBinding {
  /**
   * The output is written to the rows' channel with that number.
   *
   * @param ownSteps whether the graph, not the slice, decides its number of steps, for example
   *     where it skips some
   */
  record ToChannel(int channel, Layout layout, boolean ownSteps) implements OutputBinding {
    public ToChannel(int channel, Layout layout) {
      this(channel, layout, false);
    }
  }

  /** The output is not read. */
  record Dropped() implements OutputBinding {}
}
