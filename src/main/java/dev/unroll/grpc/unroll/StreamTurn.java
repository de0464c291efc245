package dev.unroll.grpc.unroll;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.unroll.core.Fault;
import org.jspecify.annotations.Nullable;

/**
 * Who may touch a stream's fields: gRPC, which works on it now and then, or somebody else who ends
 * it for good while gRPC does not. Safe for threads.
 */
final class StreamTurn {
  @GuardedBy("this")
  private boolean atWork;

  @GuardedBy("this")
  private boolean over;

  @GuardedBy("this")
  private long activeNanos;

  @GuardedBy("this")
  private @Nullable Fault ending;

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

  /**
   * Until the client sends more. Not null: somebody wants it ended, for that reason; who is at work
   * still is, and ends it.
   */
  synchronized @Nullable Fault pause() {
    atWork = ending != null;
    return ending;
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

  /**
   * Ends it, if nobody is at work on it: true, and the stream is the caller's for good. If somebody
   * is, they hear of it when they {@link #pause}.
   */
  synchronized boolean endBecause(Fault why) {
    if (over) {
      return false;
    }
    if (atWork) {
      ending = why;
      return false;
    }
    over = true;
    return true;
  }
}
