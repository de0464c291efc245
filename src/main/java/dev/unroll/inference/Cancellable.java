package dev.unroll.inference;

/** Something that is being computed for a client. */
public interface Cancellable {
  /**
   * Nobody waits for it any more: it is over as soon as can be, and its listener need not hear of
   * its end. Calling it again is nothing.
   */
  void cancel();
}
