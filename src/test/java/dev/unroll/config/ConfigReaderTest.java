package dev.unroll.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigReaderTest {
  private static final Option<Path> MODELS =
      Option.required("models", ValueType.folder(), "Needed.");
  private static final Option<Integer> PORT =
      Option.of("port", ValueType.port(), "8001", "A number.");
  private static final Option<Integer> MAX_ROWS =
      Option.of("max-rows", ValueType.wholeNumber(1, 100), "10", "Another.");
  private static final Option<Duration> GRACE =
      Option.of("grace", ValueType.duration(), "30s", "A time.");
  private static final Option<Boolean> CHANNELZ =
      Option.of("channelz", ValueType.truth(), "false", "A switch.");
  private static final Option<Path> KEEP =
      Option.optional("keep", ValueType.folder(), "A folder or none.");
  private static final ConfigReader READER =
      new ConfigReader(List.of(ConfigReader.CONFIG, MODELS, PORT, MAX_ROWS, GRACE, CHANNELZ, KEEP));

  @TempDir Path folder;

  private final Map<String, String> flags = new HashMap<>();
  private final Map<String, String> environment = new HashMap<>();

  @BeforeEach
  void giveModels() {
    flags.put("models", folder.toString());
  }

  @Test
  void option_names_areDerivedFromOne() {
    assertEquals("max-rows", MAX_ROWS.name());
    assertEquals("--max-rows", MAX_ROWS.flag());
    assertEquals("UNROLL_MAX_ROWS", MAX_ROWS.variable());
  }

  @Test
  void read_nothingElse_defaults() throws Exception {
    var values = read();
    assertEquals(folder, values.get(MODELS));
    assertEquals(8001, values.get(PORT));
    assertEquals(Duration.ofSeconds(30), values.get(GRACE));
    assertEquals(Optional.empty(), values.find(KEEP));
  }

  @Test
  void get_ofAnOptionWithoutValue_isAMistakeThatNamesIt() throws Exception {
    var values = read();
    assertEquals(
        "keep has no value",
        assertThrows(IllegalArgumentException.class, () -> values.get(KEEP)).getMessage());
  }

  @Test
  void read_oneOptionInEachSource_nearestSourceWins() throws Exception {
    useFile("port: 1");
    assertEquals(1, read().get(PORT));
    environment.put("UNROLL_PORT", "2");
    assertEquals(2, read().get(PORT));
    flags.put("port", "3");
    assertEquals(3, read().get(PORT));
  }

  @Test
  void read_fileNamedByVariable_isRead() throws Exception {
    environment.put("UNROLL_CONFIG", file("grace: 2m").toString());
    assertEquals(Duration.ofMinutes(2), read().get(GRACE));
  }

  @Test
  void read_fileNamedByFlagAndVariable_flagWins() throws Exception {
    environment.put("UNROLL_CONFIG", "/nowhere.yaml");
    useFile("channelz: true");
    assertTrue(read().get(CHANNELZ));
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
    var path = useFile("channelz: 1");
    assertFault(path + ": key 'channelz' = '1': allowed is true or false");
  }

  @Test
  void read_listInFile_isNamed() throws Exception {
    var path = useFile("max-rows: [1, 2]");
    assertFault(path + ": key 'max-rows' = '[1, 2]': allowed is a whole number from 1 to 100");
  }

  @Test
  void read_severalBadValues_namesTheFirstOption() {
    flags.put("grace", "5");
    flags.put("port", "-1");
    assertFault("flag --port = '-1': allowed is a whole number from 0 to 65535");
  }

  @Test
  void read_badValueHiddenByANearerOne_isNotLookedAt() throws Exception {
    environment.put("UNROLL_PORT", "abc");
    flags.put("port", "9");
    assertEquals(9, read().get(PORT));
  }

  @Test
  void read_unknownKey_namesNearest() throws Exception {
    var path = useFile("max-row: 5");
    assertFault(path + ": unknown key 'max-row'; did you mean 'max-rows'?");
  }

  @Test
  void read_configInsideTheFile_isUnknown() throws Exception {
    var path = useFile("config: other.yaml");
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
    assertEquals(8001, read().get(PORT));
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
  void read_requiredOptionNotSet_saysHowToSetIt() {
    flags.clear();
    assertFault(
        "models is not set; give --models DIR, UNROLL_MODELS or the key 'models' in the file of"
            + " --config");
  }

  @Test
  void read_fileForAFolder_isNamed() {
    flags.put("models", "pom.xml");
    assertFault("flag --models = 'pom.xml': allowed is a folder, which may be created later");
  }

  @Test
  void read_missingFile_isNamed() {
    flags.put("config", "/nowhere.yaml");
    assertFault("flag --config = '/nowhere.yaml': allowed is a file that exists");
  }

  @Test
  void read_yamlOfCommentsOnly_setsNothing() throws Exception {
    useFile("# nothing yet");
    assertEquals(8001, read().get(PORT));
  }

  @Test
  void read_yamlWithTheSameKeyTwice_isRefused() throws Exception {
    var path = useFile("port: 1", "port: 2");
    assertTrue(fault().startsWith(path + ": "), this::fault);
  }

  @Test
  void read_yamlOfAList_isRefused() throws Exception {
    var path = useFile("- port");
    assertTrue(fault().startsWith(path + ": "), this::fault);
  }

  private Path file(String... lines) throws IOException {
    return Files.write(folder.resolve("server.yaml"), List.of(lines));
  }

  private Path useFile(String... lines) throws IOException {
    var path = file(lines);
    flags.put("config", path.toString());
    return path;
  }

  private OptionValues read() throws LoadException {
    return READER.read(flags, environment);
  }

  private String fault() {
    return assertThrows(LoadException.class, this::read).reason();
  }

  private void assertFault(String expected) {
    assertEquals(expected, fault());
  }
}
