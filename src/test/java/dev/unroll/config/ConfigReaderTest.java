package dev.unroll.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.LoadException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigReaderTest {
  @TempDir Path folder;

  private final Map<String, String> flags = new HashMap<>();
  private final Map<String, String> environment = new HashMap<>();
  private final Map<Object, Object> file = new HashMap<>();

  @BeforeEach
  void giveModels() {
    flags.put("models", folder.toString());
  }

  @Test
  void read_onlyModels_defaultsOfEverythingElse() throws Exception {
    assertEquals(
        new ServerConfig(
            folder,
            "0.0.0.0",
            8001,
            8002,
            "auto",
            0,
            10_000,
            Duration.ofSeconds(10),
            0L,
            10_000,
            Duration.ofMinutes(5),
            10_000,
            Duration.ofMinutes(1),
            16 * 1024 * 1024,
            16_777_216L,
            Duration.ofSeconds(30),
            Duration.ofSeconds(5),
            0.01,
            null,
            Duration.ZERO,
            null,
            null,
            null,
            true,
            false,
            true,
            false,
            "info"),
        read());
  }

  @Test
  void read_eachOptionInEachSource_nearestSourceWins() throws Exception {
    useFile();
    file.put("port", 1);
    assertEquals(1, read().port());
    environment.put("UNROLL_PORT", "2");
    assertEquals(2, read().port());
    flags.put("port", "3");
    assertEquals(3, read().port());
  }

  @Test
  void read_fileNamedByVariable_isRead() throws Exception {
    environment.put("UNROLL_CONFIG", someFile().toString());
    file.put("grace", "2m");
    assertEquals(Duration.ofMinutes(2), read().grace());
  }

  @Test
  void read_fileNamedByFlagAndVariable_flagWins() throws Exception {
    environment.put("UNROLL_CONFIG", "/nowhere.yaml");
    useFile();
    file.put("channelz", true);
    assertTrue(read().channelz());
  }

  @Test
  void read_everyOptionByVariable_isTaken() throws Exception {
    flags.clear();
    environment.put("UNROLL_MODELS", folder.toString());
    environment.put("UNROLL_HOST", "::1");
    environment.put("UNROLL_PORT", "0");
    environment.put("UNROLL_OPS_PORT", "0");
    environment.put("UNROLL_DEVICE", "cuda:1");
    environment.put("UNROLL_LANES", "4");
    environment.put("UNROLL_MAX_ROWS", "5");
    environment.put("UNROLL_MAX_BACKLOG", "1500ms");
    environment.put("UNROLL_MAX_BACKLOG_BYTES", "100000000000");
    environment.put("UNROLL_MAX_MESSAGE_BYTES", "2MiB");
    environment.put("UNROLL_MAX_IMAGE_PIXELS", "7");
    environment.put("UNROLL_GRACE", "500ms");
    environment.put("UNROLL_POLL", "0s");
    environment.put("UNROLL_MAX_STREAMS", "6");
    environment.put("UNROLL_STREAM_IDLE_TIMEOUT", "90s");
    environment.put("UNROLL_MAX_SEQUENCES", "8");
    environment.put("UNROLL_SEQUENCE_IDLE_TIMEOUT", "9s");
    environment.put("UNROLL_MODEL_CONTROL", "false");
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
            folder,
            "::1",
            0,
            0,
            "cuda:1",
            4,
            5,
            Duration.ofMillis(1500),
            100_000_000_000L,
            6,
            Duration.ofSeconds(90),
            8,
            Duration.ofSeconds(9),
            2 * 1024 * 1024,
            7L,
            Duration.ofMillis(500),
            Duration.ZERO,
            0.5,
            Path.of("src"),
            Duration.ofHours(1),
            Path.of("pom.xml"),
            Path.of("README.md"),
            Path.of("LICENSE"),
            false,
            true,
            false,
            false,
            "debug"),
        read());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          tls-certificate |  | tls-certificate is set without tls-key; TLS needs both
          tls-key | | tls-key is set without tls-certificate; TLS needs both
          tls-client-ca | | tls-client-ca is set without tls-certificate and tls-key; clients are known by TLS only
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
  void read_badVariable_namesVariableValueAndAllowed() {
    environment.put("UNROLL_PORT", "abc");
    assertFault(
        "environment variable UNROLL_PORT = 'abc': allowed is a whole number from 0 to 65535");
  }

  @Test
  void read_badFlag_namesFlagValueAndAllowed() {
    flags.put("grace", "5");
    assertFault(
        "flag --grace = '5': allowed is a duration from 0s to 24h, such as 500ms, 5s, 2m, 1h");
  }

  @Test
  void read_badValueInFile_namesFileKeyValueAndAllowed() throws Exception {
    var path = useFile();
    file.put("device", "gpu");
    assertFault(path + ": key 'device' = 'gpu': allowed is auto, cpu, cuda or cuda:N");
  }

  @Test
  void read_listInFile_isNamed() throws Exception {
    var path = useFile();
    file.put("lanes", List.of(1, 2));
    assertFault(path + ": key 'lanes' = '[1, 2]': allowed is a whole number from 0 to 1024");
  }

  @Test
  void read_badValueHiddenByANearerOne_isNotLookedAt() throws Exception {
    environment.put("UNROLL_PORT", "abc");
    flags.put("port", "9");
    assertEquals(9, read().port());
  }

  @Test
  void read_unknownKey_namesNearest() throws Exception {
    var path = useFile();
    file.put("max-row", 5);
    assertFault(path + ": unknown key 'max-row'; did you mean 'max-rows'?");
  }

  @Test
  void read_configInsideTheFile_isUnknown() throws Exception {
    var path = useFile();
    file.put("config", "other.yaml");
    assertFault(path + ": unknown key 'config'");
  }

  @Test
  void read_unknownVariable_namesNearest() {
    environment.put("UNROLL_PROT", "1");
    assertFault("unknown environment variable UNROLL_PROT; did you mean 'UNROLL_PORT'?");
  }

  @Test
  void read_foreignVariable_isLeftAlone() throws Exception {
    environment.put("PATH", "/bin");
    assertEquals(8001, read().port());
  }

  @Test
  void read_unknownFlag_namesNearest() {
    flags.put("prot", "1");
    assertFault("unknown flag --prot; did you mean '--port'?");
  }

  @Test
  void read_serviceLinksOfKubernetes_adviseTheCure() {
    environment.put("UNROLL_PORT", "tcp://10.0.0.7:8001");
    assertFault(
        "environment variable UNROLL_PORT = 'tcp://10.0.0.7:8001': Kubernetes set this for a"
            + " Service named 'unroll'; give the pod enableServiceLinks: false");
    environment.clear();
    environment.put("UNROLL_SERVICE_PORT_GRPC", "8001");
    assertFault(
        "environment variable UNROLL_SERVICE_PORT_GRPC = '8001': Kubernetes set this for a"
            + " Service named 'unroll'; give the pod enableServiceLinks: false");
  }

  @Test
  void read_noModels_saysHowToSetThem() {
    flags.clear();
    assertFault(
        "models is not set; give --models DIR, UNROLL_MODELS or the key 'models' in the file of"
            + " --config");
  }

  @Test
  void read_modelsNotAFolder_isNamed() {
    flags.put("models", "pom.xml");
    assertFault("flag --models = 'pom.xml': allowed is a folder, which may come later");
  }

  @Test
  void read_missingFile_isNamed() {
    flags.put("config", "/nowhere.yaml");
    assertFault("flag --config = '/nowhere.yaml': allowed is a file that exists");
  }

  @Test
  void read_bothPortsEqual_isRefused() {
    flags.put("ops-port", "8001");
    assertFault("port and ops-port are both 8001; each needs a port of its own");
  }

  @Test
  void read_yaml_isReadAsItIsWritten() throws Exception {
    Files.writeString(
        useFile(),
        """
        # ours
        port: 9001
        grace: 2m
        reflection: false
        max-message-bytes: 1MiB
        """);
    var config = new ConfigReader().read(flags, environment);
    assertEquals(9001, config.port());
    assertEquals(Duration.ofMinutes(2), config.grace());
    assertFalse(config.reflection());
    assertEquals(1024 * 1024, config.maxMessageBytes());
  }

  @Test
  void read_yamlOfCommentsOnly_setsNothing() throws Exception {
    Files.writeString(useFile(), "# nothing yet\n");
    assertEquals(8001, new ConfigReader().read(flags, environment).port());
  }

  @Test
  void read_yamlWithTheSameKeyTwice_isRefused() throws Exception {
    var path = Files.writeString(useFile(), "port: 1\nport: 2\n");
    var reason =
        assertThrows(LoadException.class, () -> new ConfigReader().read(flags, environment))
            .reason();
    assertTrue(reason.startsWith(path + ": "), reason);
  }

  @Test
  void read_yamlOfAList_isRefused() throws Exception {
    var path = Files.writeString(useFile(), "- port\n");
    var reason =
        assertThrows(LoadException.class, () -> new ConfigReader().read(flags, environment))
            .reason();
    assertTrue(reason.startsWith(path + ": "), reason);
  }

  private Path someFile() throws IOException {
    return Files.writeString(folder.resolve("server.yaml"), "");
  }

  private Path useFile() throws IOException {
    var path = someFile();
    flags.put("config", path.toString());
    return path;
  }

  private ServerConfig read() throws LoadException {
    return new ConfigReader(path -> file).read(flags, environment);
  }

  private void assertFault(String expected) {
    assertEquals(expected, assertThrows(LoadException.class, this::read).reason());
  }
}
