package dev.unroll.http;

import java.time.Duration;

/**
 * What bounds the clients of a server.
 *
 * @param connections the most open connections. A new one is always accepted: the one that has been
 *     idle, half-sent or unread for longest is closed for it.
 * @param request how long a client may take to send the head of a request, from its first byte, or
 *     from connecting if it is the first request
 * @param response how long a client may take to read an answer
 * @param idle how long a connection may wait for its next request
 * @param headBytes the largest head of a request
 */
public record HttpLimits(
    int connections, Duration request, Duration response, Duration idle, int headBytes) {
  /** Of a port that probes and scrapers use. A scraper comes back within a minute or so. */
  public static final HttpLimits DEFAULT =
      new HttpLimits(
          256, Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofSeconds(90), 8192);
}
