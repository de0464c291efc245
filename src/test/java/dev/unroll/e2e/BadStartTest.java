package dev.unroll.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.unroll.core.LoadException;
import dev.unroll.grpc.unroll.Requests;
import dev.unroll.repository.Folders;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that cannot start says why, in a sentence that names the setting's value. */
class BadStartTest {
  @TempDir private Path models;

  @Test
  void port_inUse_isNamed() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var port = Integer.toString(taken.getLocalPort());
      assertFails(
          "gRPC port "
              + port
              + " on 127.0.0.1 cannot be opened: Address already in use; stop what uses it, or"
              + " choose another port with --port (UNROLL_PORT), where 0 takes a free one",
          "port",
          port);
      assertFails(
          "ops port "
              + port
              + " on 127.0.0.1 cannot be opened: Address already in use; stop what uses it, or"
              + " choose another port with --ops-port (UNROLL_OPS_PORT), where 0 takes a free one",
          "ops-port",
          port);
    }
  }

  @Test
  void port_ofAServerThatFailedToStart_isFreeAgain() throws Exception {
    int free;
    try (var once = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = once.getLocalPort();
    }
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertFails(
          "gRPC port",
          "ops-port",
          Integer.toString(free),
          "port",
          Integer.toString(taken.getLocalPort()));
    }
    try (var server = ServerHarness.start(models, "ops-port", Integer.toString(free))) {
      assertEquals(free, server.opsPort());
    }
  }

  @Test
  void host_unknown_isNamed() {
    assertFails(
        "ops port 0 on no-such-host.invalid cannot be opened: there is no such host; choose an"
            + " address of this machine with --ops-host (UNROLL_OPS_HOST)",
        "ops-host",
        "no-such-host.invalid");
    assertFails("choose an address of this machine with", "host", "no-such-host.invalid");
    assertFails(
        "gRPC port 0 on no-such-host.invalid cannot be opened: there is no such host; choose an"
            + " address of this machine with --host (UNROLL_HOST)",
        "host",
        "no-such-host.invalid",
        "ops-host",
        "127.0.0.1");
  }

  @Test
  void device_notThere_isNamed() {
    assertFails("cuda:99", "device", "cuda:99");
  }

  @Test
  void models_aFile_isNamed() throws Exception {
    var file = Files.writeString(models.resolve("file"), "").toString();
    assertFails("'" + file + "': allowed is a folder, which may be created later", "models", file);
  }

  @Test
  void models_missingAndNeverLookedForAgain_isNamed() {
    var missing = models.resolve("missing").toString();
    assertFails("models folder " + missing + " does not exist", "models", missing, "poll", "0s");
  }

  @Test
  void models_unreadable_isNamed() throws Exception {
    var closed =
        Files.createDirectory(
            models.resolve("closed"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("---------")));
    assumeFalse(Files.isReadable(closed), "the superuser reads everything");
    assertFails("models folder " + closed + " cannot be read", "models", closed.toString());
  }

  @Test
  void models_thatVanishWhileServing_goOnAnswering() throws Exception {
    var folder = Files.createDirectory(models.resolve("folder"));
    Folders.zoo(folder, "gru_last", "m", 1);
    try (var server = ServerHarness.start(folder)) {
      Files.move(folder, models.resolve("elsewhere"));
      server.reload();
      assertTrue(server.calls().manyToOne(Requests.manyToOne("m", Requests.ids(1))).hasTiming());
    }
  }

  private void assertFails(String part, String... settings) {
    var thrown =
        assertThrows(LoadException.class, () -> ServerHarness.start(models, settings).close());
    assertTrue(thrown.reason().contains(part), thrown::reason);
    assertEquals(1, thrown.reason().lines().count());
  }
}
