package dev.unroll.grpc.unroll;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.unroll.core.Fault;
import org.jspecify.annotations.Nullable;

/**
 * Decides which thread owns a stream's fields: a gRPC thread while it handles an event, or another
 * thread that ends the stream while no gRPC thread does. Thread-safe.
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
   * Begins the handling of an event. Returns false if the stream is over; otherwise the caller must
   * call {@link #pause} or {@link #end}.
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
   * Ends the handling of an event; returns null. If another thread has asked for the end meanwhile,
   * returns the reason: then the caller still owns the stream and must end it.
   */
  synchronized @Nullable Fault pause() {
    atWork = ending != null;
    return ending;
  }

  /** Ends the stream. Only the owner may call it. */
  synchronized void end() {
    over = true;
  }

  /**
   * Ends the stream if no thread handles an event and the client has sent nothing since that time.
   * If it returns true, the caller owns the stream for good.
   */
  synchronized boolean endIfIdleSince(long nanos) {
    if (atWork || over || activeNanos - nanos > 0) {
      return false;
    }
    over = true;
    return true;
  }

  /**
   * Ends the stream if no thread handles an event; then it returns true, and the caller owns the
   * stream for good. Otherwise the thread that handles the event gets the reason from {@link
   * #pause}.
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
