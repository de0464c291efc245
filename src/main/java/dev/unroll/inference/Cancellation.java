package dev.unroll.inference;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import org.jspecify.annotations.Nullable;

/**
 * Cancels a client's work when the client leaves. Work that begins after the client has left is
 * cancelled at once.
 *
 * <p>Thread-safe; no callback runs under its lock.
 */
public final class Cancellation implements Cancellable {
  @GuardedBy("this")
  private @Nullable Cancellable work;

  @GuardedBy("this")
  private boolean cancelled;

  /** Records that the client has left, and cancels its work. */
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

  /** Sets the work to cancel. May be called once. */
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
