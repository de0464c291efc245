package dev.unroll.grpc.admission;

import dev.unroll.core.Fault;
import dev.unroll.core.Ticker;
import dev.unroll.inference.RequestMeter;
import dev.unroll.schedule.QueuedWork;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Refuses calls that come too late for the work that is queued already, before their model is
 * known. It refuses only what every model would refuse: the scheduler, which knows the model and
 * the sequence, decides about the others.
 *
 * <p>A refusal must be cheap, because most calls get one when a server is far over its capacity. So
 * its status is made once and used for all calls of the next milliseconds. Thread-safe.
 */
final class OverloadCheck {
  /** How long a prepared status is used. */
  private static final long FRESH_NANOS = 20_000_000;

  private static final double LIMIT_RETRY_NANOS = 1e9;

  /**
   * The part of the time before its deadline that a call may wait for a thread. If calls waited
   * longer, they would have too little time left for their work, and all of them would be late.
   */
  private static final int SHARE_OF_THREAD_WAIT = 10;

  /**
   * The part by which the wait must be shorter than the scheduler would admit. At the very edge the
   * length of a sequence decides, which is not known yet, and refusing a call after it has been
   * read costs many times as much.
   */
  private static final double EDGE = 1.0 / 16;

  private final Supplier<QueuedWork> load;
  private final ThreadWait threadWait;
  private final Duration maxBacklog;
  private final Function<Fault, StatusRuntimeException> statuses;
  private final RequestMeter meter;
  private final Ticker ticker;

  /** The last refusal for each reason. */
  private final Map<String, Prepared> prepared = new ConcurrentHashMap<>();

  private record Prepared(StatusRuntimeException status, long atNanos) {
    Refusal forOneCall() {
      var trailers = new Metadata();
      var own = status.getTrailers();
      if (own != null) {
        trailers.merge(own);
      }
      return new Refusal(status.getStatus(), trailers);
    }
  }

  /**
   * @param load the work that is queued
   * @param threadWait the calls that were admitted and wait for a thread now
   * @param maxBacklog the predicted work that may wait for each lane
   * @param statuses makes the status of a fault
   */
  OverloadCheck(
      Supplier<QueuedWork> load,
      ThreadWait threadWait,
      Duration maxBacklog,
      Function<Fault, StatusRuntimeException> statuses,
      RequestMeter meter,
      Ticker ticker) {
    this.load = load;
    this.threadWait = threadWait;
    this.maxBacklog = maxBacklog;
    this.statuses = statuses;
    this.meter = meter;
    this.ticker = ticker;
  }

  /**
   * Returns why a call of any model is refused now; null if it may be admitted.
   *
   * @param leftNanos the time until its deadline; {@link Long#MAX_VALUE} means that it has none
   */
  @Nullable Refusal refusal(long leftNanos) {
    var queued = load.get();
    double backlog = queued.nanosPerLane();
    if (backlog > maxBacklog.toNanos()) {
      return prepared(
          "backlog",
          () ->
              "%.1f seconds of work wait for each lane; the limit is %.1f"
                  .formatted(backlog / 1e9, maxBacklog.toNanos() / 1e9),
          backlog - maxBacklog.toNanos());
    }
    if (leftNanos == Long.MAX_VALUE) {
      return null;
    }
    double threadNanos = SHARE_OF_THREAD_WAIT * (double) threadWait.nanos();
    return byDeadline(leftNanos, waitNanos(queued) + threadNanos);
  }

  /**
   * Returns how long a new call must be able to wait. The scheduler does not know yet the calls
   * that wait for a thread. Without them, all calls that come at once would be admitted here and
   * refused there.
   */
  private double waitNanos(QueuedWork queued) {
    double known = queued.leastWaitNanos();
    return known == 0 ? 0 : (1 + EDGE) * known + threadWait.waiting() * queued.nanosPerRow();
  }

  private @Nullable Refusal byDeadline(long leftNanos, double wait) {
    if (wait <= leftNanos) {
      return null;
    }
    return prepared(
        "deadline",
        () ->
            "a call needs at least %.3f seconds now until its turn, and the deadline is sooner"
                .formatted(wait / 1e9),
        wait - leftNanos);
  }

  /** Returns why a call that has waited for a thread is not worth starting; null if it is. */
  @Nullable Refusal late(long leftNanos, long waitedNanos) {
    if (leftNanos == Long.MAX_VALUE && waitedNanos > maxBacklog.toNanos()) {
      return prepared(
          "age",
          () ->
              "the call waited for %.1f seconds to be read; the limit, max-backlog, is %.1f"
                  .formatted(waitedNanos / 1e9, maxBacklog.toNanos() / 1e9),
          (double) waitedNanos);
    }
    return leftNanos == Long.MAX_VALUE ? null : byDeadline(leftNanos, load.get().leastWaitNanos());
  }

  /**
   * Returns the refusal of a call for which a limit leaves no room.
   *
   * @param reason the reason in metrics
   */
  Refusal exhausted(String reason, String why) {
    return prepared(reason, () -> why, LIMIT_RETRY_NANOS);
  }

  private Refusal prepared(String reason, Supplier<String> why, double retryNanos) {
    meter.rejected(reason);
    long now = ticker.nanos();
    var last = prepared.get(reason);
    if (last == null || now - last.atNanos() > FRESH_NANOS) {
      last = new Prepared(statuses.apply(Fault.exhausted(why.get(), retryNanos)), now);
      prepared.put(reason, last);
    }
    return last.forOneCall();
  }
}
