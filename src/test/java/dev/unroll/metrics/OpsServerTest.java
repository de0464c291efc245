package dev.unroll.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.UnknownFieldSet;
import dev.unroll.core.LoadException;
import dev.unroll.core.Ticker;
import io.prometheus.metrics.model.registry.Collector;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpsServerTest {
  private final HttpClient client = HttpClient.newHttpClient();
  private final PrometheusMeters meters = new PrometheusMeters();
  private OpsServer server;
  private volatile String liveProblem = "";
  private volatile String readyProblem = "";

  @BeforeEach
  void start() throws LoadException {
    server = open(0);
  }

  private OpsServer open(int port) throws LoadException {
    return OpsServer.start(
        "localhost", port, meters, Ticker.system(), () -> liveProblem, () -> readyProblem);
  }

  @AfterEach
  void stop() {
    server.stop();
    meters.close();
  }

  @Test
  void probes_answerOkOrTheReasonWhyNot() throws Exception {
    assertAnswer(200, "ok\n", get("/livez"));
    assertAnswer(200, "ok\n", get("/readyz"));
    readyProblem = "stopping";
    assertAnswer(503, "stopping\n", get("/readyz"));
    assertAnswer(200, "ok\n", get("/livez"));
    liveProblem = "unroll-lane-0 has died";
    assertAnswer(503, "unroll-lane-0 has died\n", get("/livez"));
  }

  @Test
  void root_saysWhatThereIs() throws Exception {
    assertAnswer(200, "unroll: /metrics /livez /readyz\n", get("/"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/nothing", "/metricsx", "/livez/", "/readyz/x", "//metrics"})
  void otherPath_isNotFound(String path) throws Exception {
    assertEquals(404, get(path).statusCode());
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE"})
  void otherMethod_isNotAllowed(String method) throws Exception {
    var response =
        send(request("/metrics").method(method, HttpRequest.BodyPublishers.ofString("x")));
    assertEquals(405, response.statusCode());
    assertEquals("GET, HEAD", response.headers().firstValue("Allow").orElse(""));
  }

  @Test
  void head_isTheAnswerWithoutItsBody() throws Exception {
    readyProblem = "starting";
    var response = send(request("/readyz").method("HEAD", HttpRequest.BodyPublishers.noBody()));
    assertAnswer(503, "", response);
  }

  @Test
  void metrics_areTextUnlessAskedOtherwise() throws Exception {
    var text = get("/metrics");
    assertEquals(200, text.statusCode());
    assertEquals("text/plain; version=0.0.4; charset=utf-8", header(text, "Content-Type"));
    assertEquals("", header(text, "Content-Encoding"));
    assertTrue(text.body().contains("# TYPE jvm_memory_used_bytes gauge\n"));
    assertEquals(text.body().getBytes(UTF_8).length, length(text));
  }

  @Test
  void metrics_areOpenMetricsWhereAccepted() throws Exception {
    var accepted = "application/openmetrics-text;version=1.0.0,text/plain;q=0.5";
    var open = send(request("/metrics").header("Accept", accepted));
    assertEquals(
        "application/openmetrics-text; version=1.0.0; charset=utf-8", header(open, "Content-Type"));
    assertTrue(open.body().contains("# TYPE unroll_streams_timed_out counter\n"));
    assertTrue(open.body().contains("\nunroll_streams_timed_out_total 0.0\n"));
    assertTrue(open.body().endsWith("# EOF\n"));
  }

  @Test
  void metrics_areProtobufWhereAccepted() throws Exception {
    var format =
        "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily;"
            + " encoding=delimited";
    var response =
        client.send(
            request("/metrics").header("Accept", format + ";q=0.9,text/plain;q=0.1").build(),
            HttpResponse.BodyHandlers.ofInputStream());
    assertEquals(format, header(response, "Content-Type"));
    assertTrue(families(response.body()).contains("unroll_streams_timed_out_total"));
  }

  /** MetricFamily's field 1 is its name. */
  private static List<String> families(InputStream delimited) throws IOException {
    var names = new ArrayList<String>();
    var family = UnknownFieldSet.newBuilder();
    while (family.mergeDelimitedFrom(delimited)) {
      names.add(family.build().getField(1).getLengthDelimitedList().get(0).toStringUtf8());
      family.clear();
    }
    return names;
  }

  @Test
  void metrics_areCompressedWhereAccepted() throws Exception {
    var response =
        client.send(
            request("/metrics").header("Accept-Encoding", "deflate, gzip").build(),
            HttpResponse.BodyHandlers.ofInputStream());
    assertEquals("gzip", header(response, "Content-Encoding"));
    var text = new String(new GZIPInputStream(response.body()).readAllBytes(), UTF_8);
    assertTrue(text.contains("# TYPE jvm_memory_used_bytes gauge\n"));
  }

  @Test
  void metrics_thatAreNamed_areAll() throws Exception {
    var some = get("/metrics?name[]=unroll_streams_timed_out_total&name[]=process_uptime_seconds");
    assertEquals(
        List.of("process_uptime_seconds", "unroll_streams_timed_out_total"),
        some.body()
            .lines()
            .filter(line -> line.startsWith("# TYPE "))
            .map(line -> line.split(" ", -1)[2])
            .toList());
  }

  @Test
  void headOfMetrics_isTheirHeaders_andNothingIsLogged() throws Exception {
    var logged = new ArrayList<String>();
    var log = Logger.getLogger(ScrapeExchange.class.getName());
    log.setLevel(Level.ALL);
    log.setFilter(line -> !logged.add(line.getMessage()));
    try {
      var response =
          send(
              request("/metrics")
                  .header("Accept-Encoding", "gzip")
                  .method("HEAD", HttpRequest.BodyPublishers.noBody()));
      assertAnswer(200, "", response);
      assertEquals("text/plain; version=0.0.4; charset=utf-8", header(response, "Content-Type"));
      assertTrue(length(response) > 1_000);
    } finally {
      log.setFilter(null);
      log.setLevel(null);
    }
    assertEquals(List.of(), logged);
  }

  @Test
  void metricsThatFail_are500_withoutTheReason() throws Exception {
    Collector broken =
        () -> {
          throw new IllegalStateException("a secret");
        };
    meters.registry().register(broken);
    var response = get("/metrics");
    assertEquals(500, response.statusCode());
    assertFalse(response.body().contains("secret"), response.body());
  }

  @Test
  void portThatIsTaken_isRefusedByNumber() {
    var refusal = assertThrows(LoadException.class, () -> open(server.port()));
    assertEquals(
        "ops port "
            + server.port()
            + " on localhost cannot be opened: Address already in use; stop what uses it, or choose"
            + " another port with --ops-port (UNROLL_OPS_PORT), where 0 takes a free one",
        refusal.reason());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://localhost:" + server.port() + path));
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(request(path));
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }

  private static long length(HttpResponse<?> response) {
    return response.headers().firstValueAsLong("Content-Length").orElse(-1);
  }

  private static void assertAnswer(int status, String body, HttpResponse<String> response) {
    assertEquals(status, response.statusCode());
    assertEquals(body, response.body());
  }
}
