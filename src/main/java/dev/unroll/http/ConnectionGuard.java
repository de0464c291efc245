package dev.unroll.http;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.unroll.core.Ticker;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.io.Connection;

/**
 * Holds all connections to their limits. Jetty's own timeouts begin again with each byte, so a
 * client that sends or reads a byte a second would stay for ever; and its limit of connections
 * keeps new ones out, probes among them. Here a new one is always let in. At the limit the one that
 * has been doing the same for longest is closed for it, whatever that is: a probe or a scrape is
 * done in milliseconds, so it is never the one, and who does not answer, read or send is.
 *
 * <p>{@link #sweep} must be called about each second.
 */
final class ConnectionGuard implements Connection.Listener {
  /** What a connection is doing. */
  private enum Phase {
    /** It has to send a request: none has come yet, or a part of one. */
    SENDING,
    /** A request has come, and its answer is being made or read. */
    ANSWERING,
    /** It has had its answers, and waits for its client's next request. */
    IDLE
  }

  /**
   * @param bytesIn that had come when it began
   */
  private record State(Phase phase, long sinceNanos, long bytesIn) {}

  private final HttpLimits limits;
  private final Ticker ticker;
  private final HttpMeter meter;

  /** Those that have been doing the same for longest come first. */
  @GuardedBy("this")
  private final Map<Connection, State> states = new LinkedHashMap<>();

  ConnectionGuard(HttpLimits limits, Ticker ticker, HttpMeter meter) {
    this.limits = limits;
    this.ticker = ticker;
    this.meter = meter;
  }

  @Override
  public void onOpened(Connection connection) {
    Connection victim = null;
    synchronized (this) {
      if (states.size() >= limits.connections()) {
        victim = states.keySet().iterator().next();
        states.remove(victim);
      }
      enter(connection, Phase.SENDING);
    }
    if (victim != null) {
      end(victim, HttpMeter.Reason.CONNECTIONS);
    }
  }

  @Override
  public synchronized void onClosed(Connection connection) {
    states.remove(connection);
  }

  /** A request's head has come. */
  synchronized void began(Connection connection) {
    if (states.containsKey(connection)) {
      enter(connection, Phase.ANSWERING);
    }
  }

  /** Its answer has been sent, or has failed. */
  synchronized void ended(Connection connection) {
    if (states.containsKey(connection)) {
      enter(connection, Phase.IDLE);
    }
  }

  @GuardedBy("this")
  private void enter(Connection connection, Phase phase) {
    states.remove(connection);
    states.put(connection, new State(phase, ticker.nanos(), connection.getBytesIn()));
  }

  /** Closes the connections that have taken too long. */
  void sweep() {
    var late = new HashMap<Connection, Phase>();
    synchronized (this) {
      for (var connection : List.copyOf(states.keySet())) {
        var state = states.get(connection);
        if (state == null) {
          continue;
        }
        if (ticker.nanos() - state.sinceNanos() >= limit(state.phase()).toNanos()) {
          states.remove(connection);
          late.put(connection, state.phase());
        } else if (state.phase() == Phase.IDLE && connection.getBytesIn() != state.bytesIn()) {
          enter(connection, Phase.SENDING);
        }
      }
    }
    late.forEach((connection, phase) -> {
      switch (phase) {
        case SENDING -> end(connection, HttpMeter.Reason.REQUEST);
        case ANSWERING -> end(connection, HttpMeter.Reason.ANSWER);
        case IDLE -> connection.getEndPoint().close();
      }
    });
  }

  private Duration limit(Phase phase) {
    return switch (phase) {
      case SENDING -> limits.request();
      case ANSWERING -> limits.response();
      case IDLE -> limits.idle();
    };
  }

  /** Closes a connection for a reason; whatever it was doing fails. */
  void end(Connection connection, HttpMeter.Reason reason) {
    connection.getEndPoint().close();
    meter.ended(reason);
  }

  synchronized int count() {
    return states.size();
  }
}
