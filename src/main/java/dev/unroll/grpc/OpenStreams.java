package dev.unroll.grpc;

import dev.unroll.core.Fault;
import dev.unroll.core.Ticker;
import dev.unroll.grpc.admission.Admission;
import dev.unroll.grpc.admission.CountByAddress;
import dev.unroll.inference.RequestMeter;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The open streaming calls. Limits their number and ends those whose clients are idle. One thread
 * checks all of them periodically, so that streams need no timers.
 *
 * <p>Thread-safe.
 */
public final class OpenStreams {
  /** An open streaming call. */
  public interface Stream {
    /**
     * Ends the call if it has waited for its client since that time or longer.
     *
     * @return whether this call has ended it
     */
    boolean endIfIdleSince(long nanos, Fault fault);

    /** Ends the call in any case. */
    void end(Fault fault);
  }

  private final int most;
  private final Duration idleTimeout;
  private final Ticker ticker;
  private final RequestMeter meter;

  /** The open streams with the addresses of their clients. */
  private final Map<Stream, String> open = new ConcurrentHashMap<>();

  private final CountByAddress byAddress;

  /** Streams in {@code open}, and those that are being added. */
  private final AtomicInteger count = new AtomicInteger();

  /**
   * @param most the most streams that may be open
   * @param mostPerAddress the most of them that clients of one address may have open
   * @param idleTimeout how long a client may be idle; zero means without limit
   */
  public OpenStreams(
      int most, int mostPerAddress, Duration idleTimeout, Ticker ticker, RequestMeter meter) {
    this.most = most;
    this.byAddress = new CountByAddress(mostPerAddress);
    this.idleTimeout = idleTimeout;
    this.ticker = ticker;
    this.meter = meter;
  }

  /** Returns the streams of a port. */
  public static OpenStreams of(GrpcConfig config, Ticker ticker, RequestMeter meter) {
    return new OpenStreams(
        config.maxStreams(),
        config.maxStreamsPerAddress(),
        config.streamIdleTimeout(),
        ticker,
        meter);
  }

  /**
   * Adds a new stream of the client whose call runs on this thread.
   *
   * @throws Fault RESOURCE_EXHAUSTED if too many are open
   */
  public void add(Stream stream) {
    if (count.incrementAndGet() > most) {
      count.decrementAndGet();
      meter.rejected("streams");
      throw Fault.exhausted("the server has " + most + " open streams, which is its limit");
    }
    var address = Admission.clientAddress();
    if (!byAddress.enter(address)) {
      count.decrementAndGet();
      meter.rejected("streams");
      throw Fault.exhausted(
          "the clients of this address have "
              + byAddress.most()
              + " open streams, which is the limit of an address (max-streams-per-address)");
    }
    open.put(stream, address);
  }

  /** Removes a stream that has ended. Further calls have no effect. */
  public void remove(Stream stream) {
    var address = open.remove(stream);
    if (address != null) {
      leave(address);
    }
  }

  private void leave(String address) {
    count.decrementAndGet();
    byAddress.leave(address);
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
                + " s, the server's stream-idle-timeout; open a new one");
    long since = ticker.nanos() - idleTimeout.toNanos();
    for (var stream : open.keySet()) {
      if (stream.endIfIdleSince(since, fault)) {
        meter.streamTimedOut();
      }
    }
  }

  /**
   * Ends the streams whose clients have been idle for that long, for the shutdown: they may never
   * end by themselves.
   */
  void endIdle(Duration silence) {
    var fault = Fault.unavailable("the server is shutting down, and the stream was idle");
    long since = ticker.nanos() - silence.toNanos();
    open.keySet().forEach(stream -> stream.endIfIdleSince(since, fault));
  }

  /** Ends all streams, when the grace period is over. */
  void endAll() {
    var fault = Fault.unavailable("the server stopped before the end of this stream");
    open.keySet().forEach(stream -> stream.end(fault));
  }
}
