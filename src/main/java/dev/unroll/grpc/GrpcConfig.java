package dev.unroll.grpc;

import dev.unroll.config.Option;
import dev.unroll.config.OptionValues;
import dev.unroll.config.ValueType;
import dev.unroll.core.LoadException;
import dev.unroll.grpc.admission.AdmissionLimits;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The settings of the gRPC port.
 *
 * @param host the address to listen on
 * @param port the port; 0 means a free one
 * @param maxMessageBytes the largest message that a client may send
 * @param maxStreams the most streams of all protocols that may be open
 * @param maxStreamsPerAddress the most of them that clients of one address may have open
 * @param streamIdleTimeout a stream whose client is idle for longer is ended; zero means never
 * @param maxConnectionAge the age at which clients are asked to reconnect; zero means never
 * @param tls the files for TLS; null if the port does not use TLS
 * @param reflection whether gRPC reflection is served
 * @param channelz whether gRPC channelz is served
 * @param admission the limits of what clients can make the port hold
 */
public record GrpcConfig(
    String host,
    int port,
    int maxMessageBytes,
    int maxStreams,
    int maxStreamsPerAddress,
    Duration streamIdleTimeout,
    Duration maxConnectionAge,
    @Nullable TlsFiles tls,
    boolean reflection,
    boolean channelz,
    AdmissionLimits admission) {
  public static final Option<String> HOST =
      Option.of(
          "host",
          ValueType.text("HOST", "a host name or an address of this machine"),
          "0.0.0.0",
          "The address that the gRPC port listens on, and the operations port if `--ops-host` is not"
              + " set.");

  public static final Option<Integer> PORT =
      Option.of(
          "port", ValueType.port(), "8001", "The gRPC port; 0 takes a free one and prints it.");

  public static final Option<Integer> MAX_STREAMS =
      Option.of(
          "max-streams",
          ValueType.wholeNumber(1, 10_000_000),
          "10000",
          "StreamManyToMany and ModelStreamInfer calls that may be open; further ones are refused"
              + " with"
              + " RESOURCE_EXHAUSTED.");

  public static final Option<Integer> MAX_STREAMS_PER_ADDRESS =
      Option.of(
          "max-streams-per-address",
          ValueType.wholeNumber(0, 10_000_000),
          "0",
          "Streams that clients of one address may have open; further ones are refused with"
              + " RESOURCE_EXHAUSTED. 0 takes half of max-streams.");

  public static final Option<Duration> STREAM_IDLE_TIMEOUT =
      Option.of(
          "stream-idle-timeout",
          ValueType.duration(),
          "5m",
          "How long a stream's client may be silent, or leave its answers unread, before the stream"
              + " ends with ABORTED; 0s means no limit.");

  public static final Option<Integer> MAX_MESSAGE_BYTES =
      Option.of(
          "max-message-bytes",
          ValueType.bytes(1024, 1 << 30),
          "16MiB",
          "The largest message that a client may send.");

  public static final Option<Duration> MAX_CONNECTION_AGE =
      Option.of(
          "max-connection-age",
          ValueType.duration(),
          "0s",
          "The longest life of a connection, after which the client reconnects and may reach a"
              + " new replica; 0s means no limit.");

  public static final Option<Boolean> REFLECTION =
      Option.of(
          "reflection",
          ValueType.truth(),
          "true",
          "Serve gRPC reflection, so that grpcurl and the like need no protos.");

  public static final Option<Boolean> CHANNELZ =
      Option.of(
          "channelz",
          ValueType.truth(),
          "false",
          "Serve gRPC channelz: every connection's counters, for debugging.");

  /**
   * Returns the settings from option values.
   *
   * @throws LoadException if only some of the files for TLS are set
   */
  public static GrpcConfig from(OptionValues values) throws LoadException {
    int perAddress = values.get(MAX_STREAMS_PER_ADDRESS);
    return new GrpcConfig(
        values.get(HOST),
        values.get(PORT),
        values.get(MAX_MESSAGE_BYTES),
        values.get(MAX_STREAMS),
        perAddress > 0 ? perAddress : Math.max(1, values.get(MAX_STREAMS) / 2),
        values.get(STREAM_IDLE_TIMEOUT),
        values.get(MAX_CONNECTION_AGE),
        TlsFiles.from(values).orElse(null),
        values.get(REFLECTION),
        values.get(CHANNELZ),
        AdmissionLimits.from(values));
  }
}
