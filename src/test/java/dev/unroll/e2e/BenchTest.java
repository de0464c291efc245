package dev.unroll.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.unroll.bench.Bench;
import dev.unroll.bench.load.Load;
import dev.unroll.bench.load.Workload;
import dev.unroll.bench.report.JsonReport;
import dev.unroll.bench.report.ProgressLine;
import dev.unroll.bench.report.Report;
import dev.unroll.client.CallFailure;
import dev.unroll.client.Rpc;
import dev.unroll.client.Target;
import dev.unroll.client.UsageException;
import dev.unroll.client.print.Screen;
import dev.unroll.inspect.JsonText;
import dev.unroll.repository.Folders;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each kind of load on the bundled models: every answer is right, and the counts agree. */
class BenchTest {
  private static final Load FEW_CLIENTS = new Load.Closed(4);

  private static ServerHarness server;

  @TempDir private Path folder;

  private @Nullable Rpc rpc;
  private @Nullable String lengths;
  private @Nullable String input;
  private @Nullable Integer maxSteps;

  @BeforeAll
  static void start() throws Exception {
    server = ServerHarness.start(Folders.bundled());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void closedLoop_manyToOne_isAnswered() throws Exception {
    lengths = "uniform:4-7";
    var report = run("sentiment-ko", FEW_CLIENTS);
    assertAllAnswered(report);
    assertEquals(4, report.path("by_steps").path(0).path("from").asInt());
    assertTrue(report.path("server_cpu_seconds_per_call").isNumber());
    assertTrue(report.path("send_delay_seconds").isNull());
  }

  @Test
  void openLoop_manyToMany_isAnswered() throws Exception {
    var report = run("pos-ko", new Load.Open(100));
    assertAllAnswered(report);
    assertEquals(report.path("sent"), report.path("send_delay_seconds").path("count"));
  }

  @Test
  void closedLoop_oneToMany_comesInPieces() throws Exception {
    maxSteps = 3;
    var report = run("caption-en", FEW_CLIENTS);
    assertAllAnswered(report);
    assertEquals(report.path("answered"), report.path("first_piece_latency_seconds").path("count"));
  }

  @Test
  void closedLoop_streams_areAnswered() throws Exception {
    rpc = Rpc.STREAM;
    assertAllAnswered(run("pos-ko", FEW_CLIENTS));
  }

  @Test
  void liveStreams_answerEveryStep() throws Exception {
    var report = run("pos-ko", new Load.Live(5, 20));
    assertAllAnswered(report);
    assertTrue(report.path("codes").path("OK").asInt() > 0);
    assertTrue(report.path("calls_per_second").isNull());
  }

  @Test
  void inputFile_eachLineIsACall() throws Exception {
    input = Files.writeString(folder.resolve("texts"), "나는 어제\n\n친구를 만났다\n").toString();
    var report = run("pos-ko", FEW_CLIENTS);
    assertAllAnswered(report);
    assertTrue(report.path("by_steps").size() > 0, "the server counts the steps of a text");
  }

  @Test
  void run_stoppedAtOnce_reportsNothing() throws Exception {
    var stop = new CountDownLatch(1);
    stop.countDown();
    var workload = workload("sentiment-ko", FEW_CLIENTS, Duration.ofHours(1));
    assertEquals(0, read(Bench.run(workload, silent(), stop)).path("wrong").asInt());
  }

  @Test
  void unknownModel_namesTheNearest() {
    assertUsage(
        "--model = 'sentiment': NOT_FOUND: name: model 'sentiment' does not exist", "sentiment");
  }

  @Test
  void lengths_beyondTheModel_areUsage() {
    lengths = "uniform:1-9999";
    assertUsage(
        "--lengths = 'uniform:1-9999': 'sentiment-ko' takes 1 to 512 steps", "sentiment-ko");
  }

  @Test
  void lengths_ofAnImage_areUsage() {
    lengths = "fixed:2";
    assertUsage(
        "--lengths = 'fixed:2': not for the model's example image, whose length is fixed",
        "caption-en");
  }

  @Test
  void lengths_ofABlank_areUsage() {
    lengths = "fixed:2";
    assertUsage(
        "--lengths = 'fixed:2': not for the model's example with its blank, whose length is fixed",
        "blank-ko");
  }

  @Test
  void lengths_ofLiveStreams_areUsage() {
    lengths = "fixed:2";
    var refusal = assertThrows(UsageException.class, () -> run("pos-ko", new Load.Live(1, 1)));
    assertEquals(
        "--lengths = 'fixed:2': not for --streams, which send single steps", refusal.getMessage());
  }

  @Test
  void maxSteps_ofAModelThatDoesNotGenerate_areUsage() {
    maxSteps = 3;
    assertUsage("--max-steps = '3': is only for models that generate", "sentiment-ko");
  }

  @Test
  void noServer_isAFaultOfOneLine() {
    var nobody =
        new Workload(
            new Target("127.0.0.1", 1),
            "m",
            null,
            FEW_CLIENTS,
            null,
            null,
            null,
            null,
            Duration.ZERO,
            Duration.ofSeconds(1),
            Duration.ZERO,
            1,
            null,
            1);
    var failure =
        assertThrows(CallFailure.class, () -> Bench.run(nobody, silent(), new CountDownLatch(1)));
    assertTrue(
        String.valueOf(failure.getMessage())
            .startsWith("UNAVAILABLE: no server answers at 127.0.0.1:1"));
  }

  private void assertUsage(String expected, String model) {
    var refusal = assertThrows(UsageException.class, () -> run(model, FEW_CLIENTS));
    assertTrue(String.valueOf(refusal.getMessage()).startsWith(expected), refusal.getMessage());
  }

  private static void assertAllAnswered(JsonNode report) {
    long sent = report.path("sent").asLong();
    assertTrue(sent > 0, report.toString());
    assertEquals(sent, report.path("answered").asLong(), report.toString());
    assertEquals(0, report.path("problems").size(), report.toString());
    assertEquals(sent, report.path("latency_seconds").path("count").asLong());
    assertEquals(0, report.path("unfinished").asLong());
    long classified = 0;
    for (var stepClass : report.path("by_steps")) {
      classified += stepClass.path("count").asLong();
    }
    boolean live = report.path("workload").path("loop").asText().equals("live");
    assertEquals(live ? 0 : sent, classified);
  }

  private JsonNode run(String model, Load load) throws Exception {
    var report =
        Bench.run(workload(model, load, Duration.ofMillis(300)), silent(), new CountDownLatch(1));
    return read(report);
  }

  private static JsonNode read(Report report) throws Exception {
    return new ObjectMapper().readTree(JsonText.of(JsonReport.of(report)));
  }

  private Workload workload(String model, Load load, Duration duration) {
    return new Workload(
        new Target("127.0.0.1", server.port()),
        model,
        rpc,
        load,
        lengths,
        input,
        maxSteps,
        null,
        // So the first calls count, however slow the machine is.
        Duration.ZERO,
        duration,
        Duration.ZERO,
        2,
        server.opsPort(),
        1);
  }

  private static ProgressLine silent() {
    return new ProgressLine(new PrintStream(OutputStream.nullOutputStream()), Screen.PLAIN);
  }
}
