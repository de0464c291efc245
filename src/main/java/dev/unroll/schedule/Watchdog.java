package dev.unroll.schedule;

import dev.unroll.schedule.LaneRun.Ending;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Looks at what the lanes run. It ends a run that takes longer than its {@link RunLimit}, and one
 * whose rows have all left. It tells the scheduler of models whose runs take far longer than
 * predicted, so that they do not get all lanes. Thread-safe.
 */
final class Watchdog {
  private static final System.Logger LOG = System.getLogger(Watchdog.class.getName());

  /**
   * A run that was ended does so at its next node. If it goes on for this many times its limit, a
   * single node does not end, and only a restart can free the lane.
   */
  static final int STUCK_LIMITS = 3;

  private final Scheduler scheduler;
  private final List<LaneRun> lanes;
  private final Consumer<Thread> terminator;

  /**
   * @param terminator ends the graph run that a thread has under way, if it has one
   */
  Watchdog(Scheduler scheduler, List<LaneRun> lanes, Consumer<Thread> terminator) {
    this.scheduler = scheduler;
    this.lanes = List.copyOf(lanes);
    this.terminator = terminator;
  }

  /** Looks at all lanes once. */
  void look() {
    long now = scheduler.ticker().nanos();
    for (var lane : lanes) {
      var sight = lane.look(now, terminator);
      if (sight != null) {
        judge(sight.run(), now);
        if (sight.ending() != null) {
          tell(sight.run(), sight.ending(), now);
        }
      }
    }
  }

  private void judge(LaneRun.Run run, long now) {
    var slice = run.slice();
    if (slice != null && RunLimit.isSlow(run.ageNanos(now), run.limitNanos())) {
      scheduler.isSlow(slice);
    }
  }

  private void tell(LaneRun.Run run, Ending ending, long now) {
    boolean isOverrun = ending == Ending.OVERRAN;
    scheduler.meter().runTerminated(run.model(), isOverrun ? "overran" : "left");
    LOG.log(
        isOverrun ? Level.WARNING : Level.INFO,
        "model {0}: a run of {1} was ended after {2} s: {3}",
        run.model(),
        rows(run),
        seconds((double) run.ageNanos(now)),
        isOverrun
            ? "it was predicted to take " + seconds(run.predictedNanos()) + " s"
            : "its callers have left");
  }

  private static String rows(LaneRun.Run run) {
    var slice = run.slice();
    return slice == null
        ? "a verification"
        : slice.rows().size() + " rows and " + slice.steps() + " steps";
  }

  static String seconds(double nanos) {
    return String.format(Locale.ROOT, "%.3f", nanos / 1e9);
  }

  /** Ends all runs, because the server stops. */
  void stop() {
    lanes.forEach(lane -> lane.stop(terminator));
  }

  /** Names the lanes whose runs do not end though they were told to; empty if there is none. */
  String problem() {
    long now = scheduler.ticker().nanos();
    var problem = new StringBuilder();
    for (int number = 0; number < lanes.size(); number++) {
      var run = lanes.get(number).current();
      if (run != null && run.ageNanos(now) > STUCK_LIMITS * run.limitNanos()) {
        problem
            .append(problem.isEmpty() ? "" : ", ")
            .append(Lanes.name(number))
            .append(" has run ")
            .append(run.model())
            .append(" for ")
            .append(seconds((double) run.ageNanos(now)))
            .append(" s and does not end");
      }
    }
    return problem.toString();
  }

  /** Returns how long the oldest run has been under way, in nanoseconds; 0 if there is none. */
  long oldestNanos() {
    long now = scheduler.ticker().nanos();
    return lanes.stream()
        .map(LaneRun::current)
        .filter(Objects::nonNull)
        .mapToLong(run -> run.ageNanos(now))
        .max()
        .orElse(0);
  }
}
