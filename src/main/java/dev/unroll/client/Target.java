package dev.unroll.client;

import io.grpc.netty.NettyChannelBuilder;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a server listens.
 *
 * @param host a name or an address, without brackets
 * @param port its gRPC port
 * @param tls how TLS is spoken; null: it is not
 */
public record Target(String host, int port, @Nullable Tls tls) {
  /** Where a server listens unless it is told otherwise. */
  public static final Target DEFAULT = new Target("localhost", 8001);

  public static final int LARGEST_PORT = 65_535;

  private static final Pattern WRITTEN =
      Pattern.compile("(?:\\[([^\\]]+)\\]|([^:\\[\\]/]+))(?::([0-9]{1,5}))?");

  /** Without TLS. */
  public Target(String host, int port) {
    this(host, port, null);
  }

  /** The same one. */
  public Target with(@Nullable Tls tls) {
    return new Target(host, port, tls);
  }

  /** A channel to there, for the caller to finish. */
  public NettyChannelBuilder channel() {
    return tls == null
        ? NettyChannelBuilder.forAddress(host, port).usePlaintext()
        : NettyChannelBuilder.forAddress(host, port, tls.credentials());
  }

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
      if (host != null && port >= 1 && port <= LARGEST_PORT) {
        return new Target(host, port);
      }
    }
    throw new UsageException("'" + written + "' is not HOST:PORT, such as " + DEFAULT);
  }

  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
