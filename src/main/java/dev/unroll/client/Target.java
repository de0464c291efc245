package dev.unroll.client;

import io.grpc.netty.NettyChannelBuilder;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The address of a server.
 *
 * @param host a name or an address, without brackets
 * @param port its gRPC port
 * @param tls the settings of TLS; null without TLS
 */
public record Target(String host, int port, @Nullable Tls tls) {
  /** The default address of a server. */
  public static final Target DEFAULT = new Target("localhost", 8001);

  public static final int LARGEST_PORT = 65_535;

  private static final Pattern WRITTEN =
      Pattern.compile("(?:\\[([^\\]]+)\\]|([^:\\[\\]/]+))(?::([0-9]{1,5}))?");

  /** Creates a target without TLS. */
  public Target(String host, int port) {
    this(host, port, null);
  }

  /** Returns the same address with these settings of TLS. */
  public Target with(@Nullable Tls tls) {
    return new Target(host, port, tls);
  }

  /** Returns the builder of a channel to this server. */
  public NettyChannelBuilder channel() {
    return tls == null
        ? NettyChannelBuilder.forAddress(host, port).usePlaintext()
        : NettyChannelBuilder.forAddress(host, port, tls.credentials());
  }

  /**
   * Parses {@code localhost:8001}, {@code localhost}, {@code [::1]:8001}.
   *
   * @throws UsageException if it is none of these
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
