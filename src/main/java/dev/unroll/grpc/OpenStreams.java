package dev.unroll.grpc;

import dev.unroll.core.Fault;
import dev.unroll.core.Ticker;
import dev.unroll.inference.RequestMeter;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The calls with many messages from their clients that are open: bounds their number, and ends
 * those whose clients are silent. One thread looks at all of them now and then, so that an idle
 * stream costs no timer.
 *
 * <p>Safe for threads.
 */
public final class OpenStreams {
  /** A call, as seen from here. */
  public interface Stream {
    /**
     * Ends the call, if it has waited for its client since that moment or longer.
     *
     * @return whether this has ended it
     */
    boolean endIfIdleSince(long nanos, Fault fault);

    /** Ends the call, whatever it does. */
    void end(Fault fault);
  }

  private final int most;
  private final Duration idleTimeout;
  private final Ticker ticker;
  private final RequestMeter meter;
  private final Set<Stream> open = ConcurrentHashMap.newKeySet();

  /** Those in {@code open}, and those that ask to be. */
  private final AtomicInteger count = new AtomicInteger();

  /**
   * @param most how many may be open
   * @param idleTimeout zero: a client may be silent for ever
   */
  public OpenStreams(int most, Duration idleTimeout, Ticker ticker, RequestMeter meter) {
    this.most = most;
    this.idleTimeout = idleTimeout;
    this.ticker = ticker;
    this.meter = meter;
  }

  /**
   * A stream begins.
   *
   * @throws Fault RESOURCE_EXHAUSTED where too many are open
   */
  public void add(Stream stream) {
    if (count.incrementAndGet() > most) {
      count.decrementAndGet();
      meter.rejected("streams");
      throw Fault.exhausted("the server has " + most + " streams open, which is its limit");
    }
    open.add(stream);
  }

  /** It is over. Calling it again is nothing. */
  public void remove(Stream stream) {
    if (open.remove(stream)) {
      count.decrementAndGet();
    }
  }

  /** Ends the streams that have been idle for too long. */
  void sweep() {
    if (idleTimeout.isZero()) {
      return;
    }
    var fault =
        Fault.aborted(
            "the stream was idle for "
                + idleTimeout.toMillis() / 1e3
                + " s, the server's stream-idle-timeout; begin it anew");
    long since = ticker.nanos() - idleTimeout.toNanos();
    for (var stream : open) {
      if (stream.endIfIdleSince(since, fault)) {
        meter.streamTimedOut();
      }
    }
  }

  /**
   * The server is stopping: ends the streams whose clients have been silent for that long. Nobody
   * knows whether they will ever go on.
   */
  void endIdle(Duration silence) {
    var fault = Fault.unavailable("the server is shutting down, and the stream was idle");
    long since = ticker.nanos() - silence.toNanos();
    open.forEach(stream -> stream.endIfIdleSince(since, fault));
  }

  /** The server has stopped waiting: ends all of them. */
  void endAll() {
    var fault = Fault.unavailable("the server stopped before the end of this stream");
    open.forEach(stream -> stream.end(fault));
  }
}
