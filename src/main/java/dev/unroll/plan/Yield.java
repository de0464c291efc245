package dev.unroll.plan;

/** What becomes of one of a graph's outputs. */
sealed interface Yield {
  /** It becomes the rows' channel of that number. */
  record ToChannel(int channel, Layout layout) implements Yield {}

  /** Nobody reads it. */
  record Dropped() implements Yield {}
}
