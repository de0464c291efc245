package dev.unroll.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.config.Option;
import dev.unroll.core.LoadException;
import dev.unroll.grpc.GrpcConfig;
import dev.unroll.grpc.TlsFiles;
import dev.unroll.grpc.admission.AdmissionLimits;
import dev.unroll.inference.sequence.SequencesConfig;
import dev.unroll.repository.RepositoryConfig;
import dev.unroll.runtime.DeviceChoice;
import dev.unroll.schedule.AdmissionConfig;
import dev.unroll.schedule.RunLimit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerConfigTest {
  @TempDir Path folder;

  private final Map<String, String> flags = new HashMap<>();
  private final Map<String, String> environment = new HashMap<>();

  @BeforeEach
  void giveModels() {
    flags.put("models", folder.toString());
  }

  @Test
  void read_onlyModels_defaultsOfEverythingElse() throws Exception {
    int connections = read().grpc().admission().maxConnections();
    assertEquals(
        new ServerConfig(
            new RepositoryConfig(folder, Duration.ofSeconds(5), Duration.ofMinutes(5), 16_777_216),
            new DeviceChoice(DeviceChoice.Kind.AUTO, 0),
            0,
            new AdmissionConfig(
                10_000, Duration.ofSeconds(10), Runtime.getRuntime().maxMemory() / 3),
            new RunLimit(Duration.ofSeconds(10)),
            0.01,
            Optional.empty(),
            new SequencesConfig(10_000, Duration.ofMinutes(1)),
            new GrpcConfig(
                "0.0.0.0",
                8001,
                16 * 1024 * 1024,
                10_000,
                5_000,
                Duration.ofMinutes(5),
                Duration.ZERO,
                null,
                true,
                false,
                new AdmissionLimits(
                    10_000,
                    5_000,
                    Runtime.getRuntime().maxMemory() / 4,
                    connections,
                    connections / 4,
                    4096,
                    Duration.ofMinutes(30),
                    Duration.ofSeconds(30))),
            "0.0.0.0",
            8002,
            false,
            Duration.ofSeconds(30),
            false,
            "info"),
        read());
  }

  @Test
  void read_everyOptionByVariable_isTaken() throws Exception {
    flags.clear();
    environment.put("UNROLL_MODELS", folder.toString());
    environment.put("UNROLL_HOST", "::1");
    environment.put("UNROLL_PORT", "0");
    environment.put("UNROLL_OPS_HOST", "127.0.0.1");
    environment.put("UNROLL_OPS_PORT", "0");
    environment.put("UNROLL_DEVICE", "cuda:1");
    environment.put("UNROLL_LANES", "4");
    environment.put("UNROLL_MAX_ROWS", "5");
    environment.put("UNROLL_MAX_BACKLOG", "1500ms");
    environment.put("UNROLL_MAX_BACKLOG_BYTES", "100000000000");
    environment.put("UNROLL_MAX_RUN", "300ms");
    environment.put("UNROLL_MAX_MESSAGE_BYTES", "2MiB");
    environment.put("UNROLL_MAX_IMAGE_PIXELS", "7");
    environment.put("UNROLL_GRACE", "500ms");
    environment.put("UNROLL_POLL", "0s");
    environment.put("UNROLL_LOAD_TIMEOUT", "7s");
    environment.put("UNROLL_MAX_STREAMS", "6");
    environment.put("UNROLL_MAX_STREAMS_PER_ADDRESS", "4");
    environment.put("UNROLL_MAX_CALLS", "11");
    environment.put("UNROLL_MAX_CALLS_PER_ADDRESS", "6");
    environment.put("UNROLL_MAX_CALL_BYTES", "12");
    environment.put("UNROLL_MAX_CONNECTIONS", "13");
    environment.put("UNROLL_MAX_CONNECTIONS_PER_ADDRESS", "14");
    environment.put("UNROLL_MAX_CONCURRENT_CALLS_PER_CONNECTION", "15");
    environment.put("UNROLL_CONNECTION_IDLE_TIMEOUT", "16s");
    environment.put("UNROLL_CLIENT_TIMEOUT", "17s");
    environment.put("UNROLL_STREAM_IDLE_TIMEOUT", "90s");
    environment.put("UNROLL_MAX_SEQUENCES", "8");
    environment.put("UNROLL_SEQUENCE_IDLE_TIMEOUT", "9s");
    environment.put("UNROLL_MODEL_CONTROL", "true");
    environment.put("UNROLL_MAX_CONNECTION_AGE", "1h");
    environment.put("UNROLL_REFLECTION", "false");
    environment.put("UNROLL_CHANNELZ", "true");
    environment.put("UNROLL_VERIFY", "0.5");
    environment.put("UNROLL_VERIFY_KEEP", "src");
    environment.put("UNROLL_TLS_CERTIFICATE", "pom.xml");
    environment.put("UNROLL_TLS_KEY", "README.md");
    environment.put("UNROLL_TLS_CLIENT_CA", "LICENSE");
    environment.put("UNROLL_EXAMPLES", "false");
    environment.put("UNROLL_LOG_LEVEL", "debug");
    assertEquals(
        new ServerConfig(
            new RepositoryConfig(folder, Duration.ZERO, Duration.ofSeconds(7), 7),
            new DeviceChoice(DeviceChoice.Kind.CUDA, 1),
            4,
            new AdmissionConfig(5, Duration.ofMillis(1500), 100_000_000_000L),
            new RunLimit(Duration.ofMillis(300)),
            0.5,
            Optional.of(Path.of("src")),
            new SequencesConfig(8, Duration.ofSeconds(9)),
            new GrpcConfig(
                "::1",
                0,
                2 * 1024 * 1024,
                6,
                4,
                Duration.ofSeconds(90),
                Duration.ofHours(1),
                new TlsFiles(Path.of("pom.xml"), Path.of("README.md"), Path.of("LICENSE")),
                false,
                true,
                new AdmissionLimits(
                    11, 6, 12, 13, 14, 15, Duration.ofSeconds(16), Duration.ofSeconds(17))),
            "127.0.0.1",
            0,
            true,
            Duration.ofMillis(500),
            false,
            "debug"),
        read());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          tls-certificate |  | tls-certificate is set without tls-key; set both, or neither
          tls-key | | tls-key is set without tls-certificate; set both, or neither
          tls-client-ca | | tls-client-ca is set without tls-certificate and tls-key; set them too, since client certificates need TLS
          tls-certificate | tls-key | examples and tls-certificate are both set; examples are called without TLS
          """)
  void read_partOfTls_isRefused(String name, @Nullable String other, String message) {
    flags.put(name, "pom.xml");
    if (other != null) {
      flags.put(other, "pom.xml");
      flags.put("examples", "true");
    }
    assertFault(message);
  }

  @Test
  void read_bothPortsEqual_isRefused() {
    flags.put("ops-port", "8001");
    assertFault("port and ops-port are both 8001; each needs a port of its own");
  }

  @Test
  void read_unknownDevice_isRefused() {
    flags.put("device", "gpu");
    assertFault("flag --device = 'gpu': allowed is auto, cpu, cuda or cuda:N");
  }

  @Test
  void options_names_areDistinct() {
    assertEquals(
        ServerConfig.OPTIONS.size(),
        ServerConfig.OPTIONS.stream().map(Option::name).distinct().count());
  }

  @Test
  void options_descriptions_areOneSentenceFit() {
    for (var option : ServerConfig.OPTIONS) {
      assertTrue(option.description().endsWith("."), option.name());
      assertTrue(!option.description().contains("|"), option.name());
      // In a usage line it would begin a format.
      assertTrue(!option.description().contains("%"), option.name());
    }
  }

  @Test
  void documentation_table_isTheOptions() throws Exception {
    var table =
        """
        | flag | variable | default | allowed | what it does |
        |---|---|---|---|---|
        """
            + ServerConfig.OPTIONS.stream()
                .map(ServerConfigTest::row)
                .collect(Collectors.joining());
    var page = Files.readString(Path.of("docs/CONFIGURATION.md"));
    assertTrue(
        page.contains("\n\n" + table + "\n"),
        () -> "docs/CONFIGURATION.md must hold exactly this table:\n" + table);
  }

  private static String row(Option<?> option) {
    return "| `%s` | `%s` | %s | %s | %s |\n"
        .formatted(
            option.flag(),
            option.variable(),
            option.fallback().map(text -> "`" + text + "`").orElse(""),
            option.type().allowed(),
            option.description());
  }

  private ServerConfig read() throws LoadException {
    return ServerConfig.read(flags, environment);
  }

  private void assertFault(String expected) {
    assertEquals(expected, assertThrows(LoadException.class, this::read).reason());
  }
}
