package dev.unroll.bench.measure;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Counts the results of calls. Thread-safe; each update holds the lock for less than a microsecond.
 *
 * <p>Latencies cover the calls that were <em>due</em> in the measured time, even if their answers
 * came later; otherwise the slowest would be missing. Rates cover the answers that <em>came</em> in
 * the measured time, even if they were sent earlier; otherwise a slow server would look as fast as
 * its load.
 */
public final class Tally {
  @GuardedBy("this")
  private final Map<Status.Code, Long> codes = new EnumMap<>(Status.Code.class);

  @GuardedBy("this")
  private final Map<Status.Code, String> problems = new EnumMap<>(Status.Code.class);

  @GuardedBy("this")
  private final Map<Integer, Histogram> bySteps = new TreeMap<>();

  @GuardedBy("this")
  private final Histogram latencies = Latencies.empty();

  @GuardedBy("this")
  private final Histogram refusals = Latencies.empty();

  @GuardedBy("this")
  private final Histogram firstPieces = Latencies.empty();

  @GuardedBy("this")
  private final Histogram gaps = Latencies.empty();

  @GuardedBy("this")
  private final Histogram delays = Latencies.empty();

  @GuardedBy("this")
  private final Timeline timeline = new Timeline();

  @GuardedBy("this")
  private final RecentCalls recentCalls = new RecentCalls();

  @GuardedBy("this")
  private boolean opened;

  @GuardedBy("this")
  private boolean closed;

  @GuardedBy("this")
  private long fromNanos;

  @GuardedBy("this")
  private long toNanos;

  @GuardedBy("this")
  private int underWay;

  @GuardedBy("this")
  private long sent;

  @GuardedBy("this")
  private long finished;

  @GuardedBy("this")
  private long answered;

  @GuardedBy("this")
  private long wrong;

  @GuardedBy("this")
  private long unsent;

  @GuardedBy("this")
  private long arrivedAnswers;

  @GuardedBy("this")
  private long arrivedSteps;

  @GuardedBy("this")
  private long arrivedTokens;

  /** Starts the measured time. */
  public synchronized void open(long nowNanos) {
    opened = true;
    fromNanos = nowNanos;
  }

  /** Ends the measured time. All calls that were due before must already have been sent. */
  public synchronized void close(long nowNanos) {
    closed = true;
    toNanos = nowNanos;
  }

  /** Records a sent call. Returns whether it is measured, for {@link CallResult}. */
  public synchronized boolean sent(long dueNanos, long nowNanos) {
    underWay++;
    return countSent(dueNanos, nowNanos);
  }

  /** Records a call that was due but not sent. */
  public synchronized void unsent(long dueNanos) {
    unsent += counts(dueNanos) ? 1 : 0;
  }

  /** Records the first piece of an answer. */
  public synchronized void firstPiece(boolean measured, long sinceDueNanos) {
    if (measured) {
      Latencies.record(firstPieces, sinceDueNanos);
    }
  }

  /** Records a further piece of an answer. */
  public synchronized void nextPiece(boolean measured, long sincePieceNanos) {
    if (measured) {
      Latencies.record(gaps, sincePieceNanos);
    }
  }

  /** Records the end of a call. */
  public synchronized void ended(CallResult call) {
    underWay--;
    if (call.isAnswer()) {
      arrived(call.endNanos(), call.latencyNanos(), call.steps(), call.tokens());
    } else {
      recentCalls.failed();
    }
    if (!call.measured()) {
      return;
    }
    finished++;
    note(call.code(), call.problem());
    if (call.isAnswer()) {
      answered(call.latencyNanos(), call.steps());
    } else if (call.code() == Status.Code.RESOURCE_EXHAUSTED) {
      Latencies.record(refusals, call.latencyNanos());
    }
  }

  /** Records the start of a live stream. */
  public synchronized void streamOpened() {
    underWay++;
  }

  /** Records a sent step of a live stream. */
  public synchronized void stepSent(long dueNanos, long nowNanos) {
    countSent(dueNanos, nowNanos);
  }

  /** Records the answer to a step of a live stream. */
  public synchronized void stepAnswered(long dueNanos, long nowNanos) {
    arrived(nowNanos, nowNanos - dueNanos, 1, 0);
    if (counts(dueNanos)) {
      finished++;
      answered(nowNanos - dueNanos, 0);
    }
  }

  /** Records the end of a live stream, also during the warm-up. */
  public synchronized void streamEnded(Status.Code code, @Nullable String problem) {
    underWay--;
    if (problem != null) {
      recentCalls.failed();
    }
    note(code, problem);
  }

  /** Returns the number of calls and streams in flight. */
  public synchronized int underWay() {
    return underWay;
  }

  /** Returns the calls since the last call of this method, with those of the warm-up. */
  public synchronized RecentCalls takeRecent() {
    var taken = new RecentCalls(recentCalls);
    recentCalls.clear();
    return taken;
  }

  /** Returns the results, after the end of the measured time. */
  public synchronized Measurement measurement() {
    var classes = new ArrayList<StepClass>();
    bySteps.forEach((index, histogram) -> classes.add(StepClass.of(index, histogram.copy())));
    long durationNanos = opened && closed ? toNanos - fromNanos : 0;
    return new Measurement(
        sent,
        answered,
        wrong,
        sent - finished,
        unsent,
        new EnumMap<>(codes),
        new EnumMap<>(problems),
        durationNanos,
        new Measurement.Arrived(arrivedAnswers, arrivedSteps, arrivedTokens),
        latencies.copy(),
        refusals.copy(),
        firstPieces.copy(),
        gaps.copy(),
        delays.copy(),
        List.copyOf(classes),
        timeline.upTo(durationNanos));
  }

  @GuardedBy("this")
  private boolean countSent(long dueNanos, long nowNanos) {
    boolean measured = counts(dueNanos);
    if (measured) {
      sent++;
      Latencies.record(delays, nowNanos - dueNanos);
    }
    return measured;
  }

  @GuardedBy("this")
  private void arrived(long nowNanos, long latencyNanos, int steps, int tokens) {
    recentCalls.answered(latencyNanos);
    if (counts(nowNanos)) {
      arrivedAnswers++;
      arrivedSteps += steps;
      arrivedTokens += tokens;
      timeline.answered(nowNanos - fromNanos, latencyNanos);
    }
  }

  @GuardedBy("this")
  private void answered(long latencyNanos, int steps) {
    answered++;
    Latencies.record(latencies, latencyNanos);
    if (steps > 0) {
      var histogram = bySteps.computeIfAbsent(StepClass.indexOf(steps), index -> Latencies.empty());
      Latencies.record(histogram, latencyNanos);
    }
  }

  @GuardedBy("this")
  private void note(Status.Code code, @Nullable String problem) {
    codes.merge(code, 1L, Long::sum);
    if (problem != null) {
      wrong += code == Status.Code.OK ? 1 : 0;
      problems.putIfAbsent(code, problem);
    }
  }

  @GuardedBy("this")
  private boolean counts(long nanos) {
    return opened && nanos - fromNanos >= 0 && (!closed || nanos - toNanos < 0);
  }
}
