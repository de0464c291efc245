package dev.unroll.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.LoadException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
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
    server = OpsServer.start("localhost", 0, meters, () -> liveProblem, () -> readyProblem);
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
  void metrics_areTextUnlessOpenMetricsIsAccepted() throws Exception {
    var text = get("/metrics");
    assertEquals(200, text.statusCode());
    assertEquals("text/plain; version=0.0.4; charset=utf-8", contentType(text));
    assertTrue(text.body().contains("# TYPE jvm_memory_used_bytes gauge"));

    var open =
        send(
            request("/metrics")
                .header("Accept", "application/openmetrics-text;version=1.0.0,text/plain;q=0.5"));
    assertEquals("application/openmetrics-text; version=1.0.0; charset=utf-8", contentType(open));
    assertTrue(open.body().endsWith("# EOF\n"));
  }

  @Test
  void portThatIsTaken_isRefusedByNumber() {
    var refusal =
        assertThrows(
            LoadException.class,
            () -> OpsServer.start("localhost", server.port(), meters, () -> "", () -> ""));
    assertTrue(
        refusal
            .reason()
            .startsWith("ops port " + server.port() + " on localhost cannot be opened: "),
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

  private static String contentType(HttpResponse<String> response) {
    return response.headers().firstValue("Content-Type").orElse("");
  }

  private static void assertAnswer(int status, String body, HttpResponse<String> response) {
    assertEquals(status, response.statusCode());
    assertEquals(body, response.body());
  }
}
