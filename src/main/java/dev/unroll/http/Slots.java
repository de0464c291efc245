package dev.unroll.http;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.unroll.core.Ticker;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.jetty.io.Connection;

/**
 * Bounds the answers of a route that are being made or that wait to be read. Each holds its whole
 * body. At the bound the oldest one whose client takes its time makes room for a new one, so that
 * clients that do not read keep nobody out.
 */
final class Slots {
  /** How long a client has for its answer, however many others want one. */
  private static final Duration UNDISTURBED = Duration.ofSeconds(1);

  private final int most;
  private final Ticker ticker;
  private final ConnectionGuard guard;

  /** When each began, the oldest first. */
  @GuardedBy("this")
  private final Map<Connection, Long> takenNanos = new LinkedHashMap<>();

  /**
   * @param most 0 means no bound
   */
  Slots(int most, Ticker ticker, ConnectionGuard guard) {
    this.most = most;
    this.ticker = ticker;
    this.guard = guard;
  }

  /** Takes a slot for the request of a connection. Returns false if there is none. */
  boolean take(Connection connection) {
    if (most == 0) {
      return true;
    }
    Connection slow = null;
    synchronized (this) {
      long now = ticker.nanos();
      if (takenNanos.size() >= most) {
        var oldest = takenNanos.entrySet().iterator().next();
        if (now - oldest.getValue() < UNDISTURBED.toNanos()) {
          return false;
        }
        slow = oldest.getKey();
        takenNanos.remove(slow);
      }
      takenNanos.put(connection, now);
    }
    if (slow != null) {
      guard.end(slow, HttpMeter.Reason.UNDER_WAY);
    }
    return true;
  }

  /** Gives the slot of a connection back, if it still has one. */
  synchronized void giveBack(Connection connection) {
    takenNanos.remove(connection);
  }
}
