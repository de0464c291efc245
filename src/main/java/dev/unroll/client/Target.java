package dev.unroll.client;

import java.util.regex.Pattern;

/**
 * Where a server listens.
 *
 * @param host a name or an address, without brackets
 * @param port its gRPC port
 */
public record Target(String host, int port) {
  /** Where a server listens unless it is told otherwise. */
  public static final Target DEFAULT = new Target("localhost", 8001);

  private static final Pattern WRITTEN =
      Pattern.compile("(?:\\[([^\\]]+)\\]|([^:\\[\\]/]+))(?::([0-9]{1,5}))?");

  /**
   * Reads {@code localhost:8001}, {@code localhost}, {@code [::1]:8001}.
   *
   * @throws UsageException where it is none of these
   */
  public static Target parse(String written) throws UsageException {
    var matcher = WRITTEN.matcher(written);
    if (matcher.matches()) {
      var host = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
      int port = matcher.group(3) == null ? DEFAULT.port : Integer.parseInt(matcher.group(3));
      if (host != null && port >= 1 && port <= 65535) {
        return new Target(host, port);
      }
    }
    throw new UsageException("'" + written + "' is no HOST:PORT, such as " + DEFAULT);
  }

  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
