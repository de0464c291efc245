package dev.unroll.inference;

/** Work in progress for a client. */
public interface Cancellable {
  /**
   * Cancels the work. It ends as soon as possible, and its listener may not be told of the end.
   * Further calls have no effect.
   */
  void cancel();
}
