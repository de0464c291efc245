package dev.unroll.inference;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import org.jspecify.annotations.Nullable;

/**
 * Ties a client to what is computed for it: if the client leaves, that ends; if it has left before
 * anything has begun, what begins ends at once.
 *
 * <p>Safe for threads. Nothing is called under its lock.
 */
public final class Cancellation implements Cancellable {
  @GuardedBy("this")
  private @Nullable Cancellable work;

  @GuardedBy("this")
  private boolean cancelled;

  /** The client has left. */
  @Override
  public void cancel() {
    Cancellable begun;
    synchronized (this) {
      cancelled = true;
      begun = work;
    }
    if (begun != null) {
      begun.cancel();
    }
  }

  /** What the client's leaving ends. Once. */
  public void ends(Cancellable begun) {
    boolean isLate;
    synchronized (this) {
      work = begun;
      isLate = cancelled;
    }
    if (isLate) {
      begun.cancel();
    }
  }

  public synchronized boolean isCancelled() {
    return cancelled;
  }
}
