package dev.unroll.runtime;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.unroll.core.Ticker;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Gives freed native memory back to the system while the server works. A run of a graph, a long
 * text or a large message may take gigabytes in small pieces, and the C library keeps them when
 * they are freed.
 *
 * <p>Nobody can ask the C library from Java how much it keeps. So the trimmer tries: soon after the
 * process has grown, and less often while a try gives nothing back. What is in use during one try
 * may be free at the next. A try takes milliseconds.
 */
public final class MemoryTrimmer implements AutoCloseable {
  /** More than this is worth a try. */
  static final long GROWTH_BYTES = 128L << 20;

  /** A try that gave back less will be repeated later. */
  static final long WORTH_BYTES = GROWTH_BYTES / 4;

  static final Duration LEAST_PAUSE = Duration.ofSeconds(5);
  static final Duration MOST_PAUSE = Duration.ofMinutes(5);

  private static final System.Logger LOG = System.getLogger(MemoryTrimmer.class.getName());
  private static final long LOOK_MILLIS = 1000;

  private final Ticker ticker;
  private final LongSupplier residentBytes;
  private final Runnable trim;
  private final ScheduledExecutorService looking;

  @GuardedBy("this")
  private long afterLastBytes;

  @GuardedBy("this")
  private long lastNanos;

  @GuardedBy("this")
  private long pauseNanos = LEAST_PAUSE.toNanos();

  MemoryTrimmer(Ticker ticker, LongSupplier residentBytes, Runnable trim) {
    this.ticker = ticker;
    this.residentBytes = residentBytes;
    this.trim = trim;
    this.lastNanos = ticker.nanos();
    this.afterLastBytes = residentBytes.getAsLong();
    this.looking =
        Executors.newSingleThreadScheduledExecutor(task -> {
          var thread = new Thread(task, "unroll-trim");
          thread.setDaemon(true);
          return thread;
        });
  }

  /** Begins to look, once a second. */
  public static MemoryTrimmer start(Ticker ticker) {
    var trimmer = new MemoryTrimmer(ticker, ResidentMemory::bytes, NativeHeap::trim);
    // A look catches its own exceptions.
    var unused =
        trimmer.looking.scheduleWithFixedDelay(
            trimmer::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    return trimmer;
  }

  synchronized void look() {
    try {
      long before = residentBytes.getAsLong();
      if (before - afterLastBytes > GROWTH_BYTES) {
        pauseNanos = LEAST_PAUSE.toNanos();
      }
      if (ticker.nanos() - lastNanos >= pauseNanos) {
        trim(before);
      }
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "memory could not be given back", e);
    }
  }

  @GuardedBy("this")
  private void trim(long before) {
    trim.run();
    lastNanos = ticker.nanos();
    afterLastBytes = residentBytes.getAsLong();
    long given = before - afterLastBytes;
    boolean wasWorthIt = given >= WORTH_BYTES;
    if (wasWorthIt) {
      LOG.log(Level.DEBUG, "gave {0} bytes back to the system", given);
    }
    pauseNanos =
        wasWorthIt ? LEAST_PAUSE.toNanos() : Math.min(MOST_PAUSE.toNanos(), 2 * pauseNanos);
  }

  @Override
  public void close() {
    looking.shutdown();
  }
}
