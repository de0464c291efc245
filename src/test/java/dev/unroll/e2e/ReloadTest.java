package dev.unroll.e2e;

import static dev.unroll.e2e.Refusals.assertRefused;
import static dev.unroll.grpc.unroll.Requests.ids;
import static dev.unroll.grpc.unroll.Requests.manyToMany;
import static dev.unroll.grpc.unroll.Requests.manyToOne;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.grpc.unroll.Requests;
import dev.unroll.repository.Folders;
import dev.unroll.v1.State;
import io.grpc.Status.Code;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of calls when the folder changes under a server. */
class ReloadTest {
  @TempDir private Path models;

  @Test
  void newVersion_takesOverWhileCallsAreInFlight() throws Throwable {
    Folders.zoo(models, "lstm2_each", "tagger", 1);
    try (var server = ServerHarness.start(models)) {
      var expected = server.calls().manyToMany(manyToMany("tagger", ids(1, 2, 3))).getOutputsList();
      var values = expected.get(0).getVectors().getValuesList();
      var held = StreamClient.open(server, "tagger", ids(1, 2));
      Await.until("the stream is open", () -> server.meter("unroll_streams", "tagger") == 1);

      Folders.zoo(models, "bilstm_tagger", "tagger", 2);
      server.reload();
      assertEquals(2, server.describe("tagger").getVersion());
      assertEquals(2, server.meter("unroll_model_versions", "tagger"));
      var newer = server.calls().manyToMany(manyToMany("tagger", ids(1, 2, 3)));
      assertEquals(2, newer.getModel().getVersion());
      assertFalse(newer.getOutputsList().equals(expected));

      var answers = held.send(ids(3)).finish();
      assertEquals(values, LiveAnswers.of(answers).values());
      assertEquals(1, LiveAnswers.end(answers).getModel().getVersion());
      Await.until(
          "the old version is freed", () -> server.meter("unroll_model_versions", "tagger") == 1);
    }
  }

  @Test
  void newVersions_underLoad_failNoCall() throws Exception {
    Folders.zoo(models, "gru_last", "busy", 1);
    try (var server = ServerHarness.start(models)) {
      var stop = new AtomicBoolean();
      var started = new CountDownLatch(4);
      var clients = Executors.newFixedThreadPool(4);
      var seen = new ArrayList<Future<Long>>();
      for (int client = 0; client < 4; client++) {
        seen.add(clients.submit(untilStopped(server, stop, started)));
      }
      started.await();
      for (long version = 2; version <= 6; version++) {
        Folders.zoo(models, version % 2 == 0 ? "gru_hidden_head" : "gru_last", "busy", version);
        server.reload();
        assertEquals(version, server.describe("busy").getVersion());
      }
      stop.set(true);
      for (var client : seen) {
        assertTrue(client.get() > 0);
      }
      clients.shutdown();
      Await.until(
          "old versions are freed", () -> server.meter("unroll_model_versions", "busy") == 1);
      assertEquals(0, server.meter("unroll_requests_seconds_count", "busy", "INTERNAL"));
    }
  }

  private static Callable<Long> untilStopped(
      ServerHarness server, AtomicBoolean stop, CountDownLatch started) {
    return () -> {
      long calls = 0;
      long version = 0;
      while (!stop.get()) {
        var answer = server.calls().manyToOne(manyToOne("busy", Requests.sameIds(20, 3)));
        assertTrue(answer.getModel().getVersion() >= version, "versions only go up");
        version = answer.getModel().getVersion();
        calls++;
        started.countDown();
      }
      return calls;
    };
  }

  @Test
  void brokenNewVersion_leavesTheOldOneServing() throws Exception {
    Folders.zoo(models, "gru_last", "m", 1);
    try (var server = ServerHarness.start(models)) {
      Folders.truncated(models, "gru_last", "m", 2);
      server.reload();
      assertBrokenBeside(server);
      // Nothing has changed since: neither does what is told of it.
      server.reload();
      assertBrokenBeside(server);

      Folders.delete(models.resolve("m/2"));
      server.reload();
      assertEquals("", server.describe("m").getReason());
      assertEquals(0, server.meter("unroll_model_failed", "model=\"m\""));
    }
  }

  @Test
  void brokenNewVersion_alreadyThereAtTheStart_isToldOf() throws Exception {
    Folders.zoo(models, "gru_last", "m", 1);
    Folders.truncated(models, "gru_last", "m", 2);
    try (var server = ServerHarness.start(models)) {
      assertBrokenBeside(server);
    }
  }

  private static void assertBrokenBeside(ServerHarness server) {
    var model = server.describe("m");
    assertEquals(1, model.getVersion());
    assertEquals(State.STATE_READY, model.getState());
    assertEquals(2, model.getFailedVersion());
    assertTrue(model.getReason().contains("model.onnx"), model::getReason);
    assertEquals(1, server.meter("unroll_model_failed", "model=\"m\"", "version=\"2\""));
    assertEquals("SERVING", server.health("m"));
    assertEquals(1, server.calls().manyToOne(manyToOne("m", ids(1))).getModel().getVersion());
  }

  @Test
  void onlyVersionBroken_isUnavailableUntilItIsMended() throws Exception {
    Folders.truncated(models, "gru_last", "m", 1);
    try (var server = ServerHarness.start(models)) {
      assertEquals(State.STATE_FAILED, server.describe("m").getState());
      assertEquals("NOT_SERVING", server.health("m"));
      assertEquals("NOT_SERVING", server.health(""));
      assertEquals(503, server.get("/readyz").statusCode());
      assertEquals(200, server.get("/livez").statusCode());
      assertRefused(
          Code.UNAVAILABLE,
          "model 'm' failed to load",
          () -> server.calls().manyToOne(manyToOne("m", ids(1))));

      Folders.zoo(models, "gru_last", "m", 1);
      server.reload();
      assertEquals(State.STATE_READY, server.describe("m").getState());
      assertEquals("SERVING", server.health("m"));
      assertEquals("SERVING", server.health(""));
      assertEquals(200, server.get("/readyz").statusCode());
      assertEquals(0, server.meter("unroll_model_failed", "model=\"m\""));
      assertTrue(server.calls().manyToOne(manyToOne("m", ids(1))).getOutputsCount() > 0);
    }
  }

  @Test
  void folder_removed_isNotFound() throws Exception {
    Folders.zoo(models, "gru_last", "m", 1);
    Folders.zoo(models, "gru_last", "stays", 1);
    try (var server = ServerHarness.start(models)) {
      Folders.delete(models.resolve("m"));
      server.reload();
      assertRefused(
          Code.NOT_FOUND,
          "there are stays",
          () -> server.calls().manyToOne(manyToOne("m", ids(1))));
      assertEquals("NOT_FOUND", server.health("m"));
      assertEquals("SERVING", server.health("stays"));
      assertEquals(0, server.meter("unroll_model_info", "model=\"m\""));
      assertEquals(0, server.meter("unroll_model_versions", "model=\"m\""));
    }
  }

  @Test
  void manifest_edited_isReadAgain() throws Exception {
    var folder = Folders.zoo(models, "gru_last", "m", 1);
    try (var server = ServerHarness.start(models)) {
      Files.writeString(folder.resolve("model.yaml"), "description: new\n");
      server.reload();
      assertEquals("new", server.describe("m").getDescription());
      Files.writeString(folder.resolve("model.yaml"), "descripton: newer\n");
      server.reload();
      assertEquals("new", server.describe("m").getDescription());
      var reason = server.describe("m").getReason();
      assertTrue(reason.contains("did you mean 'description'"), reason);
    }
  }

  @Test
  void folders_thatAreNoVersions_areIgnored() throws Exception {
    Folders.zoo(models, "gru_last", "m", 1);
    for (var name : new String[] {"0", "-1", "01", "v2", "2.0", "2 ", "99999999999999999999"}) {
      Files.createDirectories(models.resolve("m").resolve(name));
    }
    Files.createDirectories(models.resolve(".hidden/1"));
    Files.writeString(models.resolve("a file"), "");
    try (var server = ServerHarness.start(models)) {
      assertEquals(1, server.describe("m").getVersion());
      assertEquals("", server.describe("m").getReason());
    }
  }

  @Test
  void poll_findsANewVersionByItself() throws Exception {
    Folders.zoo(models, "gru_last", "m", 1);
    try (var server = ServerHarness.start(models, "poll", "20ms")) {
      Folders.zoo(models, "gru_hidden_head", "m", 2);
      Await.until("version 2 answers", () -> server.describe("m").getVersion() == 2);
    }
  }
}
