package dev.unroll.server;

import dev.unroll.config.ConfigReader;
import dev.unroll.config.Option;
import dev.unroll.config.OptionValues;
import dev.unroll.config.ValueType;
import dev.unroll.core.LoadException;
import dev.unroll.grpc.GrpcConfig;
import dev.unroll.grpc.TlsFiles;
import dev.unroll.grpc.admission.AdmissionLimits;
import dev.unroll.inference.sequence.SequencesConfig;
import dev.unroll.metrics.OpsServer;
import dev.unroll.openinference.OpenInferenceConfig;
import dev.unroll.repository.RepositoryConfig;
import dev.unroll.runtime.DeviceChoice;
import dev.unroll.schedule.AdmissionConfig;
import dev.unroll.schedule.Lanes;
import dev.unroll.schedule.RunLimit;
import dev.unroll.schedule.execution.VerificationQueue;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The configuration of the server and its packages. Each package declares its own options; this
 * class puts them in order and adds those of the server itself.
 *
 * @param lanes threads that run slices; 0 means one for each core
 * @param runLimit how long a run of a graph may take
 * @param verify the share of answered sequences that are run again
 * @param verifyKeep the folder that keeps inputs whose answers were found wrong
 * @param opsHost the address of the HTTP port
 * @param opsPort the HTTP port; 0 means any free port
 * @param modelControl whether clients may load and unload models
 * @param grace how long SIGTERM waits for calls in flight
 * @param examples whether each model's example is run after the start
 * @param logLevel {@code debug}, {@code info}, {@code warning} or {@code error}
 */
public record ServerConfig(
    RepositoryConfig repository,
    DeviceChoice device,
    int lanes,
    AdmissionConfig admissionConfig,
    RunLimit runLimit,
    double verify,
    Optional<Path> verifyKeep,
    SequencesConfig sequences,
    GrpcConfig grpc,
    String opsHost,
    int opsPort,
    boolean modelControl,
    Duration grace,
    boolean examples,
    String logLevel) {

  private static final Option<Duration> GRACE =
      Option.of(
          "grace", ValueType.duration(), "30s", "How long SIGTERM waits for calls in flight.");

  private static final Option<Boolean> EXAMPLES =
      Option.of(
          "examples",
          ValueType.truth(),
          "false",
          "After the start, run each model's example through the port and print the answers on"
              + " standard error.");

  private static final Option<String> LOG_LEVEL =
      Option.of(
          "log-level",
          ValueType.choice("debug", "info", "warning", "error"),
          "info",
          "The least severe records that are logged, on standard error.");

  /** All options, in the order of the documentation. */
  public static final List<Option<?>> OPTIONS =
      List.of(
          ConfigReader.CONFIG,
          RepositoryConfig.MODELS,
          GrpcConfig.HOST,
          GrpcConfig.PORT,
          OpsServer.OPS_HOST,
          OpsServer.OPS_PORT,
          DeviceChoice.DEVICE,
          Lanes.LANES,
          AdmissionConfig.MAX_ROWS,
          AdmissionConfig.MAX_BACKLOG,
          AdmissionConfig.MAX_BACKLOG_BYTES,
          AdmissionLimits.MAX_CALLS,
          AdmissionLimits.MAX_CALLS_PER_ADDRESS,
          AdmissionLimits.MAX_CALL_BYTES,
          AdmissionLimits.MAX_CONNECTIONS,
          AdmissionLimits.MAX_CONNECTIONS_PER_ADDRESS,
          AdmissionLimits.MAX_CONCURRENT_CALLS_PER_CONNECTION,
          AdmissionLimits.CONNECTION_IDLE_TIMEOUT,
          AdmissionLimits.CLIENT_TIMEOUT,
          RunLimit.MAX_RUN,
          GrpcConfig.MAX_STREAMS,
          GrpcConfig.MAX_STREAMS_PER_ADDRESS,
          GrpcConfig.STREAM_IDLE_TIMEOUT,
          SequencesConfig.MAX_SEQUENCES,
          SequencesConfig.SEQUENCE_IDLE_TIMEOUT,
          GrpcConfig.MAX_MESSAGE_BYTES,
          RepositoryConfig.MAX_IMAGE_PIXELS,
          GRACE,
          RepositoryConfig.POLL,
          RepositoryConfig.LOAD_TIMEOUT,
          VerificationQueue.VERIFY,
          WrongAnswerFiles.VERIFY_KEEP,
          GrpcConfig.MAX_CONNECTION_AGE,
          TlsFiles.TLS_CERTIFICATE,
          TlsFiles.TLS_KEY,
          TlsFiles.TLS_CLIENT_CA,
          GrpcConfig.REFLECTION,
          GrpcConfig.CHANNELZ,
          OpenInferenceConfig.MODEL_CONTROL,
          EXAMPLES,
          LOG_LEVEL);

  /**
   * Reads all options, and checks that they do not conflict.
   *
   * @param flags values given on the command line, by option name
   * @param environment the environment of the process
   * @throws LoadException if an option is unknown or a value is not allowed; it names the place
   */
  public static ServerConfig read(Map<String, String> flags, Map<String, String> environment)
      throws LoadException {
    return from(new ConfigReader(OPTIONS).read(flags, environment));
  }

  private static ServerConfig from(OptionValues values) throws LoadException {
    int opsPort = values.get(OpsServer.OPS_PORT);
    if (opsPort != 0 && opsPort == values.get(GrpcConfig.PORT)) {
      throw new LoadException(
          "port and ops-port are both " + opsPort + "; each needs a port of its own");
    }
    var grpc = GrpcConfig.from(values);
    boolean examples = values.get(EXAMPLES);
    if (examples && grpc.tls() != null) {
      throw new LoadException(
          "examples and tls-certificate are both set; examples are called without TLS");
    }
    return new ServerConfig(
        RepositoryConfig.from(values),
        values.get(DeviceChoice.DEVICE),
        values.get(Lanes.LANES),
        AdmissionConfig.from(values),
        new RunLimit(values.get(RunLimit.MAX_RUN)),
        values.get(VerificationQueue.VERIFY),
        values.find(WrongAnswerFiles.VERIFY_KEEP),
        SequencesConfig.from(values),
        grpc,
        values.find(OpsServer.OPS_HOST).orElse(grpc.host()),
        opsPort,
        values.get(OpenInferenceConfig.MODEL_CONTROL),
        values.get(GRACE),
        examples,
        values.get(LOG_LEVEL));
  }
}
