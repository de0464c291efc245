package dev.unroll.helm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.config.Option;
import dev.unroll.core.LoadException;
import dev.unroll.server.ServerConfig;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the chart sets is what the server takes, under the same names. */
class ChartSettingsTest {
  /** Those that follow from other values, or want a volume of the user's own. */
  private static final Set<String> CHARTS_OWN =
      Set.of(
          "config",
          "models",
          "host",
          "port",
          "ops-port",
          "tls-certificate",
          "tls-key",
          "tls-client-ca",
          "verify-keep");

  /** Right for some options and wrong for others. */
  private static final List<String> CANDIDATES =
      List.of(
          "0",
          "1",
          "-1",
          "10",
          "1024",
          "1.5",
          "10000000",
          "1125899906842624",
          "true",
          "false",
          "cpu",
          "cuda:1",
          "debug",
          "fatal",
          "5s",
          "500ms",
          "16MiB",
          "1GB",
          "''",
          "[1]");

  @TempDir Path folder;

  static List<Path> valuesFiles() {
    return Chart.valuesFiles();
  }

  static List<String> names() {
    return ServerConfig.OPTIONS.stream()
        .map(Option::name)
        .filter(name -> !CHARTS_OWN.contains(name))
        .toList();
  }

  @Test
  void schema_ofConfig_namesEveryOptionOfTheServer() {
    var schema = Chart.read(Chart.FOLDER.resolve("values.schema.json"));
    var named = new TreeSet<String>();
    schema.at("/properties/config/properties").fieldNames().forEachRemaining(named::add);
    assertEquals(new TreeSet<>(names()), named);
  }

  @Test
  void chartsOwn_areOptionsOfTheServer() {
    var known = ServerConfig.OPTIONS.stream().map(Option::name).collect(Collectors.toSet());
    assertTrue(known.containsAll(CHARTS_OWN), known::toString);
  }

  @ParameterizedTest
  @MethodSource("valuesFiles")
  void variables_ofEachValuesFile_areTakenByTheServer(Path values) throws Exception {
    var config = read(Chart.of(values).variables());
    assertEquals(8001, config.grpc().port());
    assertEquals(8002, config.opsPort());
  }

  @ParameterizedTest
  @MethodSource("names")
  void option_thatTheSchemaLetsThrough_isTakenByTheServer(String name) {
    int taken = 0;
    for (var candidate : CANDIDATES) {
      Map<String, String> variables;
      try {
        variables = Chart.of("config: {%s: %s}".formatted(name, candidate)).variables();
      } catch (IllegalStateException refused) {
        continue;
      }
      taken++;
      assertTrue(isTaken(variables), () -> name + ": " + candidate);
    }
    assertTrue(taken > 0 && taken < CANDIDATES.size(), name + ": " + taken);
  }

  @Test
  void option_atItsDefault_isLetThroughBySchema() throws Exception {
    for (var option : ServerConfig.OPTIONS) {
      if (names().contains(option.name()) && option.fallback().isPresent()) {
        var value = option.fallback().get();
        var chart = Chart.of("config: {%s: %s}".formatted(option.name(), value));
        assertEquals(value, chart.variables().get(option.variable()));
        read(chart.variables());
      }
    }
  }

  @Test
  void opsHost_isThatOfItsValue_orOfTheOtherPort() throws Exception {
    assertEquals("0.0.0.0", read(Chart.of("{}").variables()).opsHost());
    assertEquals(
        "127.0.0.1", read(Chart.of("config: {ops-host: 127.0.0.1}").variables()).opsHost());
  }

  @Test
  void number_large_isWrittenInFull() {
    var variables = Chart.of("config: {max-backlog-bytes: 1125899906842624}").variables();
    assertEquals("1125899906842624", variables.get("UNROLL_MAX_BACKLOG_BYTES"));
  }

  @Test
  void number_thatIsAShare_keepsItsFraction() throws Exception {
    assertEquals("0.25", Chart.of("config: {verify: 0.25}").variables().get("UNROLL_VERIFY"));
    assertEquals(1e-5, read(Chart.of("config: {verify: 0.00001}").variables()).verify());
  }

  @Test
  void variable_ofAServiceLink_wouldStopTheServer() {
    var variables = new HashMap<>(Chart.of("{}").variables());
    variables.put("UNROLL_SERVICE_HOST", "10.0.0.7");
    var refused = assertThrows(LoadException.class, () -> read(variables));
    assertTrue(refused.reason().contains("enableServiceLinks: false"), refused.reason());
  }

  @Test
  void tls_withClientCertificates_isSetAndMounted() {
    var chart =
        Chart.of(
            """
            tls: {secretName: certificate, clientCertificates: true}
            test: {certificateSecret: client}
            """);
    var variables = chart.variables();
    assertEquals("/etc/unroll/tls/tls.crt", variables.get("UNROLL_TLS_CERTIFICATE"));
    assertEquals("/etc/unroll/tls/tls.key", variables.get("UNROLL_TLS_KEY"));
    assertEquals("/etc/unroll/tls/ca.crt", variables.get("UNROLL_TLS_CLIENT_CA"));
    var mount =
        Chart.stream(chart.server().path("volumeMounts"))
            .filter(one -> one.path("name").asText().equals("tls"))
            .findFirst()
            .orElseThrow();
    assertEquals("/etc/unroll/tls", mount.path("mountPath").asText());
    assertTrue(mount.path("readOnly").asBoolean());
  }

  private boolean isTaken(Map<String, String> variables) {
    try {
      read(variables);
      return true;
    } catch (LoadException refused) {
      return false;
    }
  }

  /** The pod's paths are not on this machine. */
  private ServerConfig read(Map<String, String> variables) throws LoadException {
    var here = new HashMap<>(variables);
    here.put("UNROLL_MODELS", folder.toString());
    here.computeIfPresent("UNROLL_LANES", (name, value) -> value.isEmpty() ? "2" : value);
    here.replaceAll((name, value) -> name.startsWith("UNROLL_TLS_") ? "pom.xml" : value);
    here.keySet().removeIf(name -> !name.startsWith("UNROLL_"));
    return ServerConfig.read(Map.of(), here);
  }
}
