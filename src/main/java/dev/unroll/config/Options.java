package dev.unroll.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Every setting of the server, in the order in which people read about them. */
public final class Options {
  static final String VARIABLE_PREFIX = "UNROLL_";

  private static final int MIB = 1024 * 1024;

  /** The only one that a file cannot set: it names the file. */
  static final Option<Path> CONFIG =
      option(
          "config",
          ValueType.file(),
          null,
          "A YAML file with any of these settings, under the same names.");

  static final Option<Path> MODELS =
      option(
          "models",
          ValueType.folder(),
          null,
          "The model repository: a folder with a folder for each model. It is waited for, unless poll is"
              + " 0s. Required.");

  static final Option<String> HOST =
      option(
          "host",
          ValueType.text("HOST", "a host name or an address of this machine"),
          "0.0.0.0",
          "The address that both ports listen on.");

  static final Option<Integer> PORT =
      option(
          "port",
          ValueType.wholeNumber(0, 65535),
          "8001",
          "The gRPC port; 0 takes a free one and prints it.");

  static final Option<Integer> OPS_PORT =
      option(
          "ops-port",
          ValueType.wholeNumber(0, 65535),
          "8002",
          "The HTTP port for `/metrics`, `/livez` and `/readyz`; 0 takes a free one and prints it.");

  static final Option<String> DEVICE =
      option(
          "device",
          ValueType.device(),
          "auto",
          "Where models run; auto takes the first CUDA device if there is one, else the CPU.");

  static final Option<Integer> LANES =
      option(
          "lanes",
          ValueType.wholeNumber(0, 1024),
          "0",
          "Threads that run slices; 0 takes one for each core.");

  static final Option<Integer> MAX_ROWS =
      option(
          "max-rows",
          ValueType.wholeNumber(1, 10_000_000),
          "10000",
          "Sequences that may wait and run; further calls are refused with RESOURCE_EXHAUSTED.");

  static final Option<Duration> MAX_BACKLOG =
      option(
          "max-backlog",
          ValueType.duration(Duration.ofHours(24)),
          "10s",
          "Predicted work that may wait for each lane; further calls are refused with"
              + " RESOURCE_EXHAUSTED.");

  static final Option<Long> MAX_BACKLOG_BYTES =
      option(
          "max-backlog-bytes",
          ValueType.longNumber(0, 1L << 50),
          "0",
          "Memory that the sequences inside may hold; further calls are refused with"
              + " RESOURCE_EXHAUSTED. 0 takes a third of the heap.");

  static final Option<Integer> MAX_STREAMS =
      option(
          "max-streams",
          ValueType.wholeNumber(1, 10_000_000),
          "10000",
          "StreamManyToMany and ModelStreamInfer calls that may be open; further ones are refused with"
              + " RESOURCE_EXHAUSTED.");

  static final Option<Duration> STREAM_IDLE_TIMEOUT =
      option(
          "stream-idle-timeout",
          ValueType.duration(Duration.ofHours(24)),
          "5m",
          "How long a stream's client may be silent, or leave its answers unread, before the stream"
              + " ends with ABORTED; 0s is for ever.");

  static final Option<Integer> MAX_SEQUENCES =
      option(
          "max-sequences",
          ValueType.wholeNumber(1, 10_000_000),
          "10000",
          "Sequences whose hidden state may be kept between ModelInfer requests; further ones are"
              + " refused with RESOURCE_EXHAUSTED.");

  static final Option<Duration> SEQUENCE_IDLE_TIMEOUT =
      option(
          "sequence-idle-timeout",
          ValueType.duration(Duration.ofHours(24)),
          "1m",
          "How long such a sequence may wait for its next request before it is forgotten; 0s is for"
              + " ever.");

  static final Option<Integer> MAX_MESSAGE_BYTES =
      option(
          "max-message-bytes",
          ValueType.bytes(1024, 1024 * MIB),
          "16MiB",
          "The largest message that a client may send.");

  static final Option<Long> MAX_IMAGE_PIXELS =
      option(
          "max-image-pixels",
          ValueType.longNumber(1, 1_000_000_000L),
          "16777216",
          "The largest image, width times height, checked before it is decoded.");

  static final Option<Duration> GRACE =
      option(
          "grace",
          ValueType.duration(Duration.ofHours(24)),
          "30s",
          "How long SIGTERM waits for calls in flight.");

  static final Option<Duration> POLL =
      option(
          "poll",
          ValueType.duration(Duration.ofHours(24)),
          "5s",
          "How often the models folder is looked at for changes; 0s is never, only on SIGHUP.");

  static final Option<Double> VERIFY =
      option(
          "verify",
          ValueType.share(),
          "0.01",
          "The share of answered sequences that idle lanes run again, alone, to see that the answers were"
              + " right; never more than a hundredth of a core. 0 is none.");

  static final Option<Path> VERIFY_KEEP =
      option(
          "verify-keep",
          ValueType.folder(),
          null,
          "Where an input is kept whose answer was found wrong: what a user has sent, in a file for each"
              + " version. Without it none is.");

  static final Option<Duration> MAX_CONNECTION_AGE =
      option(
          "max-connection-age",
          ValueType.duration(Duration.ofHours(24)),
          "0s",
          "How long a connection may live, so that clients spread over new replicas; 0s is for ever.");

  static final Option<Boolean> REFLECTION =
      option(
          "reflection",
          ValueType.truth(),
          "true",
          "Serve gRPC reflection, so that grpcurl and the like need no protos.");

  static final Option<Boolean> CHANNELZ =
      option(
          "channelz",
          ValueType.truth(),
          "false",
          "Serve gRPC channelz: every connection's counters, for debugging.");

  static final Option<Boolean> MODEL_CONTROL =
      option(
          "model-control",
          ValueType.truth(),
          "true",
          "Let clients load and unload models by RepositoryModelLoad and RepositoryModelUnload.");

  static final Option<Boolean> EXAMPLES =
      option(
          "examples",
          ValueType.truth(),
          "false",
          "After the start, run each model's example through the port and print the answers on"
              + " standard error.");

  static final Option<String> LOG_LEVEL =
      option(
          "log-level",
          ValueType.choice("debug", "info", "warning", "error"),
          "info",
          "The least severe records that are logged, on standard error.");

  static final Option<Path> TLS_CERTIFICATE =
      option(
          "tls-certificate",
          ValueType.file(),
          null,
          "The server's certificate chain, in PEM: the gRPC port speaks TLS. Read again each minute.");

  static final Option<Path> TLS_KEY =
      option("tls-key", ValueType.file(), null, "Its private key: PKCS #8, in PEM.");

  static final Option<Path> TLS_CLIENT_CA =
      option(
          "tls-client-ca",
          ValueType.file(),
          null,
          "Authorities, in PEM: only clients with a certificate signed by one of them are let in.");

  private static final List<Option<?>> ALL =
      List.of(
          CONFIG,
          MODELS,
          HOST,
          PORT,
          OPS_PORT,
          DEVICE,
          LANES,
          MAX_ROWS,
          MAX_BACKLOG,
          MAX_BACKLOG_BYTES,
          MAX_STREAMS,
          STREAM_IDLE_TIMEOUT,
          MAX_SEQUENCES,
          SEQUENCE_IDLE_TIMEOUT,
          MAX_MESSAGE_BYTES,
          MAX_IMAGE_PIXELS,
          GRACE,
          POLL,
          VERIFY,
          VERIFY_KEEP,
          MAX_CONNECTION_AGE,
          TLS_CERTIFICATE,
          TLS_KEY,
          TLS_CLIENT_CA,
          REFLECTION,
          CHANNELZ,
          MODEL_CONTROL,
          EXAMPLES,
          LOG_LEVEL);

  private Options() {}

  /** All of them, in order. */
  public static List<Option<?>> all() {
    return ALL;
  }

  /** The same, by what {@code name} calls each: its flag, its variable, its key. */
  static List<String> names(Function<Option<?>, String> name) {
    return ALL.stream().map(name).toList();
  }

  private static <T> Option<T> option(
      String name, ValueType<T> type, @Nullable String fallback, String description) {
    return new Option<>(name, type, fallback, description);
  }
}
