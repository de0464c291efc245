package dev.unroll.grpc.admission;

import dev.unroll.core.Ticker;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How long events wait for a thread of a door now. While the processor is overloaded, calls wait
 * there as well as in the scheduler, and what waits longest is late when it is read. Thread-safe.
 */
final class ThreadWait {
  private final Ticker ticker;
  private final AtomicInteger waiting = new AtomicInteger();

  /** The wait of the event that was the last to get a thread. */
  private volatile long lastNanos;

  ThreadWait(Ticker ticker) {
    this.ticker = ticker;
  }

  /** Returns the event, which then tells how long it has waited. */
  Runnable measured(Runnable event) {
    long since = ticker.nanos();
    waiting.incrementAndGet();
    return () -> {
      waiting.decrementAndGet();
      lastNanos = ticker.nanos() - since;
      event.run();
    };
  }

  /** Returns how many events wait for a thread. */
  int waiting() {
    return waiting.get();
  }

  /** Returns the predicted wait of a further event, in nanoseconds. */
  long nanos() {
    return waiting.get() == 0 ? 0 : lastNanos;
  }
}
