package dev.unroll.schedule.execution;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.unroll.config.Option;
import dev.unroll.config.ValueType;
import dev.unroll.core.ModelKey;
import dev.unroll.core.Ticker;
import dev.unroll.plan.stage.Output;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Chooses which answered rows are run again, and limits the time for that. All lanes share one.
 *
 * <p>It keeps at most {@link #MOST_SAMPLES} rows and {@link #MOST_BYTES}, each row for at most
 * {@link #LIFETIME_NANOS} and not after its version is retired. Rows that do not fit are skipped;
 * no call ever waits for it.
 *
 * <p>Thread-safe. Its monitor is never taken under another lock, and no callback runs under it.
 */
public final class VerificationQueue {
  public static final Option<Double> VERIFY =
      Option.of(
          "verify",
          ValueType.share(),
          "0.01",
          "The share of answered sequences that idle lanes run again, alone, to check that the"
              + " answers were right; this takes at most a hundredth of a core. 0 checks none.");

  static final int MOST_SAMPLES = 16;
  static final long MOST_BYTES = 8L << 20;
  static final long MOST_SAMPLE_BYTES = 1L << 20;

  /** A live row whose input and output are larger is not run again. */
  public static final long MOST_LIVE_BYTES = 16 << 10;

  static final long LIFETIME_NANOS = 60_000_000_000L;

  /** The average share of one core that verification may take. */
  static final double MOST_SHARE = 0.01;

  static final long BURST_NANOS = 100_000_000;

  /** The odd number nearest to 2^64 divided by the golden ratio: its multiples spread evenly. */
  private static final long STRIDE = 0x9E3779B97F4A7C15L;

  private final double share;
  private final Ticker ticker;
  private final ScheduleMeter meter;
  private final DifferenceListener listener;
  private final AtomicLong drawn = new AtomicLong();

  @GuardedBy("this")
  private final Deque<AnsweredSample> samples = new ArrayDeque<>();

  @GuardedBy("this")
  private final ComputeBudget time;

  @GuardedBy("this")
  private long bytes;

  /**
   * @param share the share of answered rows that are run again, 0 to 1
   * @param listener called for each version that is found wrong
   */
  public VerificationQueue(
      double share, Ticker ticker, ScheduleMeter meter, DifferenceListener listener) {
    this.share = share;
    this.ticker = ticker;
    this.meter = meter;
    this.listener = listener;
    this.time = new ComputeBudget(MOST_SHARE, BURST_NANOS, ticker.nanos());
  }

  /** Returns one that verifies nothing. */
  public static VerificationQueue off() {
    return new VerificationQueue(0, () -> 0, ScheduleMeter.NOOP, DifferenceListener.NOBODY);
  }

  /** Whether to verify the next answered row. The draws are deterministic and evenly spread. */
  boolean draws() {
    if (share <= 0) {
      return false;
    }
    long spread = drawn.incrementAndGet() * STRIDE;
    return (spread >>> 11) * 0x1.0p-53 < share;
  }

  /**
   * Keeps a drawn row if there is room; otherwise counts it as skipped.
   *
   * @param outputs the outputs that the listener gets next; copied
   */
  public void offer(ModelKey model, Work.Answer row, List<Output> outputs) {
    long now = ticker.nanos();
    expired(now).forEach(this::skip);
    long size = AnsweredSample.bytes(row.input(), row.states(), outputs);
    var answeredSample = hasRoom(size) ? copy(model, row, outputs, size, now) : null;
    if (answeredSample == null || !row.version().hold().retain()) {
      passOver(model);
    } else if (!keep(answeredSample)) {
      skip(answeredSample);
    }
  }

  /** Returns null if there is no memory for the copy, so that the answer itself does not fail. */
  private static @Nullable AnsweredSample copy(
      ModelKey model, Work.Answer row, List<Output> outputs, long bytes, long now) {
    try {
      return new AnsweredSample(
          model, row, outputs.stream().map(Output::copy).toList(), bytes, now);
    } catch (OutOfMemoryError full) {
      return null;
    }
  }

  private synchronized boolean hasRoom(long size) {
    return samples.size() < MOST_SAMPLES && size <= MOST_SAMPLE_BYTES && bytes + size <= MOST_BYTES;
  }

  private synchronized boolean keep(AnsweredSample answeredSample) {
    if (answeredSample.version().isRetired() || !hasRoom(answeredSample.bytes())) {
      return false;
    }
    samples.add(answeredSample);
    bytes += answeredSample.bytes();
    return true;
  }

  /**
   * Removes and returns the next row to verify; null if there is none or the time is used up. The
   * caller must pass it to {@link #end}.
   */
  @Nullable
  public AnsweredSample take() {
    long now = ticker.nanos();
    expired(now).forEach(this::skip);
    synchronized (this) {
      var answeredSample = time.allows(now) ? samples.poll() : null;
      bytes -= answeredSample == null ? 0 : answeredSample.bytes();
      return answeredSample;
    }
  }

  private synchronized List<AnsweredSample> expired(long nowNanos) {
    var old = new ArrayList<AnsweredSample>(0);
    while (!samples.isEmpty() && nowNanos - samples.peek().takenNanos() > LIFETIME_NANOS) {
      old.add(samples.remove());
      bytes -= old.get(old.size() - 1).bytes();
    }
    return old;
  }

  /** Records the time that a verification took. */
  public synchronized void spent(long nanos) {
    time.spend(nanos, ticker.nanos());
  }

  /** Counts a drawn row that cannot be kept. */
  void passOver(ModelKey model) {
    meter.verified(model, Verdict.SKIPPED);
  }

  /** Ends a kept row without verifying it. */
  void skip(AnsweredSample answeredSample) {
    end(answeredSample, Verdict.SKIPPED);
  }

  public void end(AnsweredSample answeredSample, Verdict verdict) {
    answeredSample.version().hold().release();
    meter.verified(answeredSample.model(), verdict);
  }

  /** Retires a version: drops its kept rows, and keeps no more of them. */
  public void drop(ProvenPlan version) {
    var dropped = new ArrayList<AnsweredSample>(0);
    version.retire();
    synchronized (this) {
      samples.removeIf(
          answeredSample -> answeredSample.version() == version && dropped.add(answeredSample));
      dropped.forEach(answeredSample -> bytes -= answeredSample.bytes());
    }
    dropped.forEach(this::skip);
  }

  public DifferenceListener listener() {
    return listener;
  }
}
