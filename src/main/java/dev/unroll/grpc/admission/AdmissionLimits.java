package dev.unroll.grpc.admission;

import dev.unroll.config.Option;
import dev.unroll.config.OptionValues;
import dev.unroll.config.ValueType;
import java.lang.management.ManagementFactory;
import java.time.Duration;

/**
 * The limits of what clients can make the gRPC port hold.
 *
 * @param maxCalls inference calls that may be open, without client-side streams
 * @param maxCallsPerAddress those of them that clients of one address may have open
 * @param maxBytes bytes of requests that have not been answered, and of answers that have not been
 *     sent
 * @param maxConnections connections of all clients
 * @param maxConnectionsPerAddress connections of one client address
 * @param maxConcurrentCallsPerConnection open calls of one connection
 * @param connectionIdleTimeout a connection without calls is closed after that long; zero means
 *     never
 * @param clientTimeout how long a client may take to send a request, or to read an answer; zero
 *     means without limit
 */
public record AdmissionLimits(
    int maxCalls,
    int maxCallsPerAddress,
    long maxBytes,
    int maxConnections,
    int maxConnectionsPerAddress,
    int maxConcurrentCallsPerConnection,
    Duration connectionIdleTimeout,
    Duration clientTimeout) {
  public static final Option<Integer> MAX_CALLS =
      Option.of(
          "max-calls",
          ValueType.wholeNumber(1, 10_000_000),
          "10000",
          "Inference calls that may be open, streams apart; further ones are refused with"
              + " RESOURCE_EXHAUSTED.");

  public static final Option<Integer> MAX_CALLS_PER_ADDRESS =
      Option.of(
          "max-calls-per-address",
          ValueType.wholeNumber(0, 10_000_000),
          "0",
          "Inference calls that clients of one address may have open, streams apart; further ones are"
              + " refused with RESOURCE_EXHAUSTED. 0 takes half of max-calls.");

  public static final Option<Long> MAX_CALL_BYTES =
      Option.of(
          "max-call-bytes",
          ValueType.longNumber(0, 1L << 50),
          "0",
          "Memory for requests that arrive and answers that are not yet sent; further calls are"
              + " refused with RESOURCE_EXHAUSTED. 0 takes a quarter of the heap.");

  public static final Option<Integer> MAX_CONNECTIONS =
      Option.of(
          "max-connections",
          ValueType.wholeNumber(0, 10_000_000),
          "0",
          "Connections to the gRPC port; further ones are closed at once. 0 takes 10000, or half of"
              + " the files that the process may open if that is less.");

  public static final Option<Integer> MAX_CONNECTIONS_PER_ADDRESS =
      Option.of(
          "max-connections-per-address",
          ValueType.wholeNumber(0, 10_000_000),
          "0",
          "Connections from one client address; further ones are closed at once. 0 takes a quarter"
              + " of max-connections.");

  public static final Option<Integer> MAX_CONCURRENT_CALLS_PER_CONNECTION =
      Option.of(
          "max-concurrent-calls-per-connection",
          ValueType.wholeNumber(1, 10_000_000),
          "4096",
          "Open calls and streams of one connection. HTTP/2 tells clients, which wait with further"
              + " ones.");

  public static final Option<Duration> CONNECTION_IDLE_TIMEOUT =
      Option.of(
          "connection-idle-timeout",
          ValueType.duration(),
          "30m",
          "How long a connection may be without calls until it is closed; 0s means no limit.");

  public static final Option<Duration> CLIENT_TIMEOUT =
      Option.of(
          "client-timeout",
          ValueType.duration(),
          "30s",
          "How long a client may take to send its request, until the call ends with"
              + " DEADLINE_EXCEEDED, or may leave its answer unread, until it is reset; 0s means no"
              + " limit.");

  private static final int MOST_CONNECTIONS = 10_000;

  public static AdmissionLimits from(OptionValues values) {
    long bytes = values.get(MAX_CALL_BYTES);
    int connections = values.get(MAX_CONNECTIONS);
    int most = connections > 0 ? connections : defaultConnections(openFiles());
    int perAddress = values.get(MAX_CONNECTIONS_PER_ADDRESS);
    int calls = values.get(MAX_CALLS);
    int callsPerAddress = values.get(MAX_CALLS_PER_ADDRESS);
    return new AdmissionLimits(
        calls,
        callsPerAddress > 0 ? callsPerAddress : (calls + 1) / 2,
        bytes > 0 ? bytes : Runtime.getRuntime().maxMemory() / 4,
        most,
        perAddress > 0 ? perAddress : Math.max(1, most / 4),
        values.get(MAX_CONCURRENT_CALLS_PER_CONNECTION),
        values.get(CONNECTION_IDLE_TIMEOUT),
        values.get(CLIENT_TIMEOUT));
  }

  /**
   * Returns the default limit of connections. Each needs a file, and so do models and the
   * operations port.
   */
  static int defaultConnections(long openFiles) {
    return (int) Math.max(1, Math.min(MOST_CONNECTIONS, openFiles / 2));
  }

  /** Returns how many files the process may open. */
  private static long openFiles() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.UnixOperatingSystemMXBean unix
        ? unix.getMaxFileDescriptorCount()
        : Long.MAX_VALUE;
  }
}
