package dev.unroll.schedule;

/** The caller's end of a row. */
public interface Ticket {
  /**
   * The row leaves at the next slice boundary; nothing more is computed for it. Calling it again is
   * nothing.
   */
  void cancel();
}
