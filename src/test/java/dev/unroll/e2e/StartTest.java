package dev.unroll.e2e;

import static dev.unroll.e2e.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.grpc.unroll.Requests;
import dev.unroll.repository.Folders;
import dev.unroll.v1.State;
import io.grpc.Status.Code;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The time between open ports and loaded models. */
class StartTest {
  @TempDir private Path folder;

  @Test
  void start_whileAModelIsBeingLoaded_isAliveAndNotReady() throws Exception {
    Folders.zoo(folder, "gru_last", "quick", 1);
    var slow = SlowModel.in(folder, "slow");
    try (var server = ServerHarness.startLoading(folder, () -> {}, SlowModel.PATIENT)) {
      Await.until("one model is loaded", () -> server.health("quick").equals("SERVING"));
      assertEquals("SERVING", server.health("unroll/live"));
      assertEquals("NOT_SERVING", server.health(""));
      assertEquals("NOT_SERVING", server.health("slow"));
      assertEquals(200, server.get("/livez").statusCode());
      assertEquals(503, server.get("/readyz").statusCode());
      assertEquals(State.STATE_LOADING, server.describe("slow").getState());
      assertRefused(
          Code.UNAVAILABLE, "model 'slow' is still being loaded", () -> call(server, "slow"));
      assertRefused(Code.NOT_FOUND, "there are quick, slow", () -> call(server, "other"));
      call(server, "quick");

      slow.unload(server);
      Await.until("it is ready", () -> server.get("/readyz").statusCode() == 200);
      assertEquals("SERVING", server.health(""));
      assertRefused(Code.UNAVAILABLE, "it was unloaded", () -> call(server, "slow"));
    }
  }

  @Test
  void start_ready_isToldOnceAndAfterAllModels() throws Exception {
    var told = new AtomicInteger();
    var ready = new CountDownLatch(1);
    Folders.zoo(folder, "gru_last", "quick", 1);
    var slow = SlowModel.in(folder, "slow");
    try (var server =
        ServerHarness.startLoading(
            folder,
            () -> {
              told.incrementAndGet();
              ready.countDown();
            },
            SlowModel.PATIENT)) {
      Await.until("one model is loaded", () -> server.health("quick").equals("SERVING"));
      assertEquals(0, told.get());
      slow.unload(server);
      ready.await();
      server.reload();
      assertEquals(1, told.get());
    }
  }

  @Test
  void models_missingAtTheStart_areWaitedFor() throws Exception {
    var late = folder.resolve("late");
    try (var server = ServerHarness.start(late, "poll", "20ms")) {
      assertWaits(server, "models folder " + late + " does not exist");
      var elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
      Folders.zoo(elsewhere, "gru_last", "m", 1);
      Files.move(elsewhere, late);
      Await.until("it is ready", () -> server.get("/readyz").statusCode() == 200);
      assertEquals("SERVING", server.health(""));
      call(server, "m");
    }
  }

  @Test
  void models_none_areWaitedFor() throws Exception {
    try (var server = ServerHarness.start(folder)) {
      assertWaits(server, "there are no models in " + folder);
      Folders.zoo(folder, "gru_last", "m", 1);
      server.reload();
      assertEquals(200, server.get("/readyz").statusCode());
      assertEquals("SERVING", server.health(""));
      call(server, "m");
    }
  }

  private static void assertWaits(ServerHarness server, String reason) {
    assertEquals(200, server.get("/livez").statusCode());
    assertEquals(503, server.get("/readyz").statusCode());
    assertTrue(server.get("/readyz").body().contains("waiting for models: " + reason));
    assertEquals("SERVING", server.health("unroll/live"));
    assertEquals("NOT_SERVING", server.health(""));
    assertRefused(Code.UNAVAILABLE, "model 'm' does not exist yet", () -> call(server, "m"));
  }

  private static void call(ServerHarness server, String model) {
    assertTrue(server.calls().manyToOne(Requests.manyToOne(model, Requests.ids(1))).hasTiming());
  }
}
