package dev.unroll.schedule.execution;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.unroll.core.Sequence;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The queue of steps from a call to its live row: the call adds steps, the scheduler takes them.
 * Once the row is submitted, the call must wake it after each change. The queue is unbounded; the
 * call limits it by the steps that are not answered yet.
 *
 * <p>Thread-safe; no callback runs under its lock.
 */
public final class LiveFeed {
  @GuardedBy("this")
  private List<Sequence> parts = List.of();

  @GuardedBy("this")
  private boolean ended;

  @GuardedBy("this")
  private boolean held;

  /** Adds steps; they must have the kind and width of those before. */
  public synchronized void add(Sequence steps) {
    if (parts.isEmpty()) {
      // There is mostly one part or none, so an idle stream should keep no list.
      parts = new ArrayList<>(1);
    }
    parts.add(steps);
  }

  /** Marks the end: no more steps will be added. */
  public synchronized void end() {
    ended = true;
  }

  /**
   * Sets whether the row is kept out of slices since its client does not read the answers. A slice
   * that is already running goes on.
   */
  public synchronized void hold(boolean isHeld) {
    held = isHeld;
  }

  synchronized boolean isHeld() {
    return held;
  }

  /** Removes and returns all steps; null if there are none. */
  synchronized @Nullable Sequence take() {
    if (parts.isEmpty()) {
      return null;
    }
    var taken = Sequence.join(parts);
    parts = List.of();
    return taken;
  }

  /** Removes and returns the steps that were added first; null if there are none. */
  synchronized @Nullable Sequence takeFirst() {
    return parts.isEmpty() ? null : parts.remove(0);
  }

  /** Whether no steps are left and none will be added. */
  synchronized boolean isExhausted() {
    return ended && parts.isEmpty();
  }
}
