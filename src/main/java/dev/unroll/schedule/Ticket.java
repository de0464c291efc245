package dev.unroll.schedule;

/** Lets the caller who submitted a row cancel or wake it. Thread-safe. */
public interface Ticket {
  /**
   * Removes the row at the end of its current slice; nothing more is computed for it. Further calls
   * have no effect.
   */
  void cancel();

  /**
   * Tells the scheduler that the row's feed has changed. It has no effect on a row whose input was
   * complete when it was submitted.
   */
  void wake();
}
