package dev.unroll.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.grpc.unroll.Requests;
import dev.unroll.onnx.Loops;
import dev.unroll.repository.Folders;
import dev.unroll.v1.ListModelsRequest;
import dev.unroll.v1.ModelsGrpc;
import dev.unroll.v1.SequenceInferenceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.Status.Code;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The packaged server's life, as whoever runs it sees it: lines, signals and exit codes. */
class LifecycleIT {
  private static final int ENDED_BY_TERM = 143;

  @TempDir private Path folder;
  private Path models;
  private ManagedChannel channel;

  @BeforeEach
  void addModel() throws Exception {
    models = Files.createDirectory(folder.resolve("models"));
    Folders.zoo(models, "lstm2_each");
    channel = ServerHarness.channelTo(1);
  }

  @AfterEach
  void closeChannel() {
    channel.shutdownNow();
  }

  @Test
  void term_whileACallIsInFlight_letsItFinishAndExitsWithZero() throws Throwable {
    try (var server = serve()) {
      var watch = HealthWatch.open(channel);
      watch.await("SERVING");
      var live = HealthWatch.open(channel, "unroll/live");
      live.await("SERVING");
      var stream = openStream(server);

      server.signal("TERM");
      watch.await("NOT_SERVING");
      Await.until("it is not ready", () -> status(server, "/readyz") == 503);
      assertEquals(200, status(server, "/livez"));
      assertRefusedNow(server);

      var answers = stream.send(Requests.ids(2)).finish();
      assertEquals(2, LiveAnswers.end(answers).getTiming().getSteps());
      assertEquals(0, server.exitCode());
      assertEquals(List.of("SERVING"), live.seen());
      assertEquals(1, server.out().lines().count());
      assertTrue(server.errors().contains("stopped"), server::errors);
    }
  }

  /** A client that comes now finds a closed door. */
  private static void assertRefusedNow(ServerProcess server) {
    var late = ServerHarness.channelTo(server.port());
    Refusals.assertRefused(
        Code.UNAVAILABLE,
        "",
        () ->
            SequenceInferenceGrpc.newBlockingStub(late)
                .manyToMany(Requests.manyToMany("lstm2_each", Requests.ids(1))));
    late.shutdownNow();
  }

  @Test
  void secondTerm_endsAtOnce() throws Exception {
    try (var server = serve()) {
      openStream(server);
      server.signal("TERM");
      Await.until("it is stopping", () -> status(server, "/readyz") == 503);
      assertTrue(server.isAlive());
      server.signal("TERM");
      assertEquals(ENDED_BY_TERM, server.exitCode());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "INT"})
  void signal_withoutCalls_exitsWithZero(String signal) throws Exception {
    try (var server = serve()) {
      server.signal(signal);
      assertEquals(0, server.exitCode());
      assertEquals(1, server.out().lines().count());
    }
  }

  @Test
  void term_whileModelsAreLoaded_endsSoonWithZero() throws Exception {
    try (var server = ServerProcess.start(folder, starting(Path.of("models"), "--grace", "5m"))) {
      awaitWords(server, "loading models from models");
      server.signal("TERM");
      assertEquals(0, server.exitCode(), server::errors);
      assertEquals("", server.out());
      assertFalse(server.errors().contains("ERROR"), server::errors);
    }
  }

  @Test
  void term_whileALoadCannotBeEnded_endsWithinTheGrace() throws Exception {
    var never = SlowModel.forGood(models, "never");
    try (var server = ServerProcess.start(folder, starting(models, "--grace", "100ms"))) {
      awaitWords(server, "model lstm2_each/1");
      server.signal("TERM");
      assertEquals(0, server.exitCode(), server::errors);
      assertTrue(server.errors().contains("a model is still being loaded"), server::errors);
      assertFalse(server.errors().contains("model " + never.name() + "/1"), server::errors);
    }
  }

  @Test
  void term_whileARunGoesOn_endsWithinTheGrace() throws Exception {
    var version = Files.createDirectories(models.resolve("counting/1"));
    Loops.counting().write(version, "model.onnx");
    try (var server = ServerProcess.serve(folder, models, "--grace", "100ms", "--max-run", "1h")) {
      channel.shutdownNow();
      channel = ServerHarness.channelTo(server.port());
      var unused =
          SequenceInferenceGrpc.newFutureStub(channel)
              .manyToOne(Requests.manyToOne("counting", Requests.ids(1L << 60)));
      Await.until(
          "it runs", () -> ServerHarness.meter(server.opsPort(), "unroll_slice_age_seconds") > 0.1);
      server.signal("TERM");
      assertEquals(0, server.exitCode(), server::errors);
    }
  }

  @Test
  void models_late_areAnnouncedWhenTheyCome() throws Exception {
    var late = folder.resolve("late");
    try (var server = ServerProcess.start(folder, starting(late, "--poll", "20ms"))) {
      awaitWords(server, "waiting for models: models folder " + late + " does not exist");
      assertEquals("", server.out());
      Files.move(models, late);
      Await.until("it is ready", () -> server.out().contains("\n"));
      assertEquals(1, server.models());
      server.signal("TERM");
      assertEquals(0, server.exitCode(), server::errors);
    }
  }

  @Test
  void models_lateButNeverLookedFor_areOneLineAndExitOne() throws Exception {
    assertEnds(1, "does not exist", starting(folder.resolve("late"), "--poll", "0s"));
  }

  private static String[] starting(Path models, String... more) {
    var common =
        new String[] {
          "serve",
          "--models",
          models.toString(),
          "--host",
          "127.0.0.1",
          "--port",
          "0",
          "--ops-port",
          "0"
        };
    return plus(common, more);
  }

  private static void awaitWords(ServerProcess server, String words) {
    Await.until("it says: " + words, () -> server.errors().contains(words));
  }

  @Test
  void hup_looksAtTheFolder() throws Exception {
    try (var server = serve()) {
      Folders.zoo(models, "gru_last");
      server.signal("HUP");
      var stub = ModelsGrpc.newBlockingStub(channel);
      Await.until(
          "the new model is there",
          () -> stub.list(ListModelsRequest.getDefaultInstance()).getModelsCount() == 2);
      assertTrue(server.isAlive());
    }
  }

  @Test
  void signals_ignoredFromTheStart_areSaidToHaveNoEffect() throws Exception {
    try (var server = ServerProcess.startIgnoring("HUP INT", folder, starting(models))) {
      Await.until("it is ready", () -> server.out().contains("\n"));
      assertTrue(server.errors().contains("SIGHUP has no effect, since the process was started"));
      assertTrue(server.errors().contains("SIGINT has no effect, since the process was started"));
      assertTrue(!server.errors().contains("SIGTERM has no effect"));
    }
  }

  @Test
  void readyLine_tellsHowManyModelsAnswer() throws Exception {
    Folders.truncated(models, "gru_last", "broken", 1);
    try (var server = serve()) {
      assertEquals(1, server.models());
      assertEquals(200, status(server, "/readyz"));
      assertTrue(server.errors().contains("model broken version 1 failed to load"));
    }
  }

  @Test
  void device_notThere_isOneLineAndExitOne() throws Exception {
    assertEnds(1, "cuda", "serve", "--models", models.toString(), "--device", "cuda:99");
  }

  @Test
  void port_inUse_isOneLineAndExitOne() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var port = Integer.toString(taken.getLocalPort());
      var common = new String[] {"serve", "--models", models.toString(), "--host", "127.0.0.1"};
      assertEnds(1, "gRPC port " + port, plus(common, "--ops-port", "0", "--port", port));
      assertEnds(1, "ops port " + port, plus(common, "--ops-port", port, "--port", "0"));
    }
  }

  @Test
  void models_missing_isUsage() throws Exception {
    assertEnds(2, "--models", "serve");
    var file = Files.writeString(folder.resolve("file"), "").toString();
    assertEnds(2, "a folder, which may be created later", "serve", "--models", file);
  }

  private static String[] plus(String[] some, String... more) {
    var all = java.util.Arrays.copyOf(some, some.length + more.length);
    System.arraycopy(more, 0, all, some.length, more.length);
    return all;
  }

  /** It ends by itself; its last words are one line that has that part. */
  private void assertEnds(int code, String part, String... arguments) throws Exception {
    try (var server = ServerProcess.start(folder, arguments)) {
      assertEquals(code, server.exitCode(), server::errors);
      assertEquals("", server.out());
      var complaints = server.errors().lines().filter(line -> !line.contains(" INFO ")).toList();
      assertEquals(1, complaints.size(), server::errors);
      assertTrue(complaints.get(0).contains(part), server::errors);
    }
  }

  private ServerProcess serve() throws Exception {
    var server = ServerProcess.serve(folder, models, "--grace", "5m");
    channel.shutdownNow();
    channel = ServerHarness.channelTo(server.port());
    return server;
  }

  private StreamClient openStream(ServerProcess server) {
    var stream = StreamClient.open(channel, "lstm2_each", Requests.ids(1));
    Await.until(
        "the stream is open",
        () ->
            ServerHarness.get(server.opsPort(), "/metrics")
                .body()
                .contains("unroll_streams{model=\"lstm2_each\"} 1"));
    return stream;
  }

  private static int status(ServerProcess server, String path) {
    return ServerHarness.get(server.opsPort(), path).statusCode();
  }
}
