package dev.unroll.schedule;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.unroll.core.ModelKey;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a lane runs now. The lane begins and ends it; the {@link Watchdog} looks at it, and ends it
 * if it must not go on. Thread-safe.
 *
 * <p>A run is ended under this object's lock, so the end never hits the lane's next run.
 */
final class LaneRun {
  /** Why a run was ended. */
  enum Ending {
    /** It took longer than its limit. */
    OVERRAN,
    /** All of its rows were cancelled, or their deadlines have passed. */
    LEFT,
    /** The server stops, and the grace period is over. */
    STOPPED
  }

  /**
   * One run.
   *
   * @param slice null for the verification of an answer
   */
  record Run(
      ModelKey model,
      @Nullable Slice slice,
      double predictedNanos,
      long limitNanos,
      Thread thread,
      long startNanos) {
    long ageNanos(long nowNanos) {
      return nowNanos - startNanos;
    }

    private boolean isLeft(long nowNanos) {
      var rows = slice == null ? List.<Row>of() : slice.rows();
      return !rows.isEmpty()
          && rows.stream().allMatch(row -> row.cancelled || row.isExpired(nowNanos));
    }

    private @Nullable Ending ending(long nowNanos) {
      if (isLeft(nowNanos)) {
        return Ending.LEFT;
      }
      return ageNanos(nowNanos) > limitNanos ? Ending.OVERRAN : null;
    }
  }

  /**
   * What the watchdog saw of a run.
   *
   * @param ending why the run was ended at this look; null if it goes on, or was ended before
   */
  record Sight(Run run, @Nullable Ending ending) {}

  @GuardedBy("this")
  private @Nullable Run run;

  @GuardedBy("this")
  private @Nullable Ending ending;

  /** Begins a run on the calling thread. */
  synchronized void begin(
      ModelKey model, @Nullable Slice slice, double predictedNanos, long limitNanos, long now) {
    run = new Run(model, slice, predictedNanos, limitNanos, Thread.currentThread(), now);
    ending = null;
  }

  /** Ends the run. Returns why the watchdog has ended it; null if it has not. */
  synchronized @Nullable Ending end() {
    var why = ending;
    run = null;
    ending = null;
    return why;
  }

  /** Returns the run, or null if there is none. */
  synchronized @Nullable Run current() {
    return run;
  }

  /**
   * Ends the run if it must not go on.
   *
   * @param terminator ends the graph run of a thread
   * @return null if there is no run
   */
  synchronized @Nullable Sight look(long nowNanos, Consumer<Thread> terminator) {
    return run == null ? null : end(run, run.ending(nowNanos), terminator);
  }

  /** Ends the run, if there is one, because the server stops. */
  synchronized void stop(Consumer<Thread> terminator) {
    if (run != null) {
      end(run, Ending.STOPPED, terminator);
    }
  }

  @GuardedBy("this")
  private Sight end(Run current, @Nullable Ending why, Consumer<Thread> terminator) {
    boolean isNew = ending == null && why != null;
    ending = ending == null ? why : ending;
    if (ending != null) {
      // At each look: the lane may have been between two runs of the slice's graph.
      terminator.accept(current.thread());
    }
    return new Sight(current, isNew ? why : null);
  }
}
