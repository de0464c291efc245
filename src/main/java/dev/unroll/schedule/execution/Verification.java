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
 * Which answered rows are run again, and how much time that may take. All lanes share one.
 *
 * <p>What it keeps is bounded: {@link #MOST_SAMPLES} rows, {@link #MOST_BYTES}, each for {@link
 * #LIFETIME_NANOS} at most and not beyond the day its version is let go. Nothing waits for it: what
 * does not fit is not taken.
 *
 * <p>Safe for threads; its monitor is taken inside no other lock, and nothing is called under it.
 */
public final class Verification {
  public static final Option<Double> VERIFY =
      Option.of(
          "verify",
          ValueType.share(),
          "0.01",
          "The share of answered sequences that idle lanes run again, alone, to see that the answers were"
              + " right; never more than a hundredth of a core. 0 is none.");

  static final int MOST_SAMPLES = 16;
  static final long MOST_BYTES = 8L << 20;
  static final long MOST_SAMPLE_BYTES = 1L << 20;

  /** A live row that took and gave more is not run again. */
  public static final long MOST_LIVE_BYTES = 16 << 10;

  static final long LIFETIME_NANOS = 60_000_000_000L;

  /** Of one core, in the long run. */
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
  private final TokenBucket time;

  @GuardedBy("this")
  private long bytes;

  /**
   * @param share of the answered rows that are run again, 0 to 1
   * @param listener told of each version that is found wrong
   */
  public Verification(
      double share, Ticker ticker, ScheduleMeter meter, DifferenceListener listener) {
    this.share = share;
    this.ticker = ticker;
    this.meter = meter;
    this.listener = listener;
    this.time = new TokenBucket(MOST_SHARE, BURST_NANOS, ticker.nanos());
  }

  /** No row is run again. */
  public static Verification off() {
    return new Verification(0, () -> 0, ScheduleMeter.NOOP, DifferenceListener.NOBODY);
  }

  /** Whether the row that is answered now is one to run again: the same ones in every server. */
  boolean draws() {
    if (share <= 0) {
      return false;
    }
    long spread = drawn.incrementAndGet() * STRIDE;
    return (spread >>> 11) * 0x1.0p-53 < share;
  }

  /**
   * A row that was drawn; it is kept if there is room.
   *
   * @param outputs that its listener gets next; copied
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

  /** Null where there is no memory for it: the row that is answered shall not suffer. */
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

  /** The next one to run; null where there is none, or no time for it. Whoever takes it ends it. */
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

  /** A row that was run again took so long. */
  public synchronized void spent(long nanos) {
    time.spend(nanos, ticker.nanos());
  }

  /** A row that was drawn cannot be kept. */
  void passOver(ModelKey model) {
    meter.verified(model, Verdict.SKIPPED);
  }

  /** It is not run again; its version is let go. */
  void skip(AnsweredSample answeredSample) {
    end(answeredSample, Verdict.SKIPPED);
  }

  public void end(AnsweredSample answeredSample, Verdict verdict) {
    answeredSample.version().hold().release();
    meter.verified(answeredSample.model(), verdict);
  }

  /** No call gets that version any more: what is kept of it goes, and nothing more comes. */
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
