package dev.unroll.rpc;

/**
 * Who may touch a stream's fields: gRPC, which works on it now and then, or somebody else who ends
 * it for good while gRPC does not. Safe for threads.
 */
final class StreamTurn {
  // Guarded by this.
  private boolean atWork;
  private boolean over;
  private long activeNanos;

  StreamTurn(long nowNanos) {
    activeNanos = nowNanos;
  }

  /**
   * The client has sent something. False: the stream is over; else {@link #pause} or the end
   * follows.
   */
  synchronized boolean begin(long nowNanos) {
    if (over) {
      return false;
    }
    atWork = true;
    activeNanos = nowNanos;
    return true;
  }

  /** Until the client sends more. */
  synchronized void pause() {
    atWork = false;
  }

  /** By who is at work: nobody will be any more. */
  synchronized void end() {
    over = true;
  }

  /**
   * Ends it, if nobody is at work on it and the client has sent nothing since that moment. Whoever
   * gets true has the stream for good.
   */
  synchronized boolean endIfIdleSince(long nanos) {
    if (atWork || over || activeNanos - nanos > 0) {
      return false;
    }
    over = true;
    return true;
  }
}
