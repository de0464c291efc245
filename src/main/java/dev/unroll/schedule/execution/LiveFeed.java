package dev.unroll.schedule.execution;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.unroll.core.Sequence;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Steps on their way from a call to its live row: the call fills it, the scheduler empties it. Once
 * the row is submitted the call wakes it after each change. It is unbounded; whoever fills it knows
 * what has been answered.
 *
 * <p>Safe for threads; nothing is called under its lock.
 */
public final class LiveFeed {
  @GuardedBy("this")
  private List<Sequence> parts = List.of();

  @GuardedBy("this")
  private boolean ended;

  @GuardedBy("this")
  private boolean held;

  /** More steps, of the kind and width of those before. */
  public synchronized void add(Sequence steps) {
    if (parts.isEmpty()) {
      // Most of the time there is one, or none: then a stream that waits keeps no list.
      parts = new ArrayList<>(1);
    }
    parts.add(steps);
  }

  /** No more steps will come. */
  public synchronized void end() {
    ended = true;
  }

  /**
   * Whether the row shall take part in no slice, since its answers find no taker. A slice that it
   * is in already goes on.
   */
  public synchronized void hold(boolean isHeld) {
    held = isHeld;
  }

  synchronized boolean isHeld() {
    return held;
  }

  /** Takes all that has come since; null where nothing has. */
  synchronized @Nullable Sequence take() {
    if (parts.isEmpty()) {
      return null;
    }
    var taken = Sequence.join(parts);
    parts = List.of();
    return taken;
  }

  /** Whether nothing is left in it, and nothing will come. */
  synchronized boolean isExhausted() {
    return ended && parts.isEmpty();
  }
}
