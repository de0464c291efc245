package dev.unroll.schedule;

/** The caller's end of a row. */
public interface Ticket {
  /**
   * The row leaves at the next slice boundary; nothing more is computed for it. Calling it again is
   * nothing.
   */
  void cancel();

  /**
   * What feeds the row has more for it, or has ended. For a row that takes all at once: nothing.
   */
  void wake();
}
