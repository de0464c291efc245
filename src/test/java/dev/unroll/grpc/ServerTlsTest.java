package dev.unroll.grpc;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.LoadException;
import dev.unroll.e2e.Certificates;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerTlsTest {
  private static final InstantSource CLOCK = InstantSource.system();

  @TempDir Path folder;

  private final HealthStatusManager health = new HealthStatusManager();

  @Test
  void certificate_renewed_isShownToNewConnections() throws Exception {
    var served = Certificates.make(folder, "served");
    var renewed = Certificates.make(folder, "renewed");
    var former = Files.copy(served.certificate(), folder.resolve("former.crt"));
    try (var tls = ServerTls.open(new TlsFiles(served.certificate(), served.key(), null), CLOCK)) {
      var server = server(tls);
      try {
        assertTrue(isTrusted(server.getPort(), former));
        assertFalse(isTrusted(server.getPort(), renewed.certificate()));

        Files.copy(renewed.certificate(), served.certificate(), REPLACE_EXISTING);
        tls.reload();
        assertTrue(isTrusted(server.getPort(), former), "half of a renewal is none");

        Files.copy(renewed.key(), served.key(), REPLACE_EXISTING);
        tls.reload();
        assertTrue(isTrusted(server.getPort(), renewed.certificate()));
        assertFalse(isTrusted(server.getPort(), former));
      } finally {
        server.shutdownNow().awaitTermination();
      }
    }
  }

  @Test
  void key_ofAnotherCertificate_isRefused() throws Exception {
    var one = Certificates.make(folder, "one");
    var other = Certificates.make(folder, "other");
    var refused =
        assertThrows(
            LoadException.class,
            () -> ServerTls.open(new TlsFiles(one.certificate(), other.key(), null), CLOCK));
    assertTrue(
        refused.reason().contains("do not belong to each other: the certificate is for the EC key"),
        refused.reason());
  }

  @Test
  void authorities_areTakenUp_whileTheKeyIsMissing() throws Exception {
    var served = Certificates.make(folder, "served");
    var one = Certificates.make(folder, "one");
    var other = Certificates.make(folder, "other");
    var authority = Files.copy(one.certificate(), folder.resolve("authority.crt"));
    try (var tls =
        ServerTls.open(new TlsFiles(served.certificate(), served.key(), authority), CLOCK)) {
      var server = server(tls);
      try {
        var former = channel(server.getPort(), served.certificate(), one);
        assertTrue(isAnswered(former));
        Files.delete(served.key());
        Files.copy(other.certificate(), authority, REPLACE_EXISTING);
        tls.reload();

        var current = channel(server.getPort(), served.certificate(), other);
        assertTrue(isAnswered(current), "the new authority");
        current.shutdownNow();
        awaitEnd(former);
        assertFalse(isAnswered(former), "the old authority");
        former.shutdownNow();
      } finally {
        server.shutdownNow().awaitTermination();
      }
    }
  }

  @Test
  void connections_ofARemovedAuthority_end_andOthersDoNot() throws Exception {
    var served = Certificates.make(folder, "served");
    var removed = Certificates.make(folder, "removed");
    var kept = Certificates.make(folder, "kept");
    var authority = folder.resolve("authority.crt");
    var both = Files.readString(removed.certificate()) + Files.readString(kept.certificate());
    Files.writeString(authority, both);
    try (var tls =
        ServerTls.open(new TlsFiles(served.certificate(), served.key(), authority), CLOCK)) {
      var server = server(tls);
      try {
        var ending = channel(server.getPort(), served.certificate(), removed);
        var staying = channel(server.getPort(), served.certificate(), kept);
        var watched = new LinkedBlockingQueue<String>();
        watch(ending, watched);
        assertEquals("SERVING", watched.take());
        assertTrue(isAnswered(staying));

        Files.copy(kept.certificate(), authority, REPLACE_EXISTING);
        tls.reload();
        awaitEnd(ending);
        assertFalse(isAnswered(ending));
        assertEquals(ConnectivityState.READY, staying.getState(false));
        assertTrue(isAnswered(staying));
        health.setStatus("", ServingStatus.NOT_SERVING);
        assertEquals("NOT_SERVING", watched.take(), "a call in flight goes on");
        ending.shutdownNow();
        staying.shutdownNow();
      } finally {
        server.shutdownNow().awaitTermination();
      }
    }
  }

  @Test
  void certificate_expired_isToldAtTheStart_andOnceADay() throws Exception {
    var expired = Certificates.make(folder, "expired", "-startdate", "-40d", "-validity", "30");
    var logged = new ArrayList<String>();
    var now = new AtomicReference<>(Instant.now());
    var log = Logger.getLogger(CertificateValidity.class.getName());
    log.setLevel(Level.ALL);
    log.setFilter(line -> !logged.add(line.getLevel() + " " + new LogLineText(line)));
    try (var tls =
        ServerTls.open(new TlsFiles(expired.certificate(), expired.key(), null), now::get)) {
      assertEquals(1, logged.size());
      assertTrue(
          logged
              .get(0)
              .startsWith("WARNING tls-certificate " + expired.certificate() + " expired at "),
          logged.get(0));
      tls.reload();
      assertEquals(1, logged.size());
      now.updateAndGet(moment -> moment.plus(Duration.ofHours(25)));
      tls.reload();
      assertEquals(2, logged.size());
      var validity = tls.validities().get(0);
      assertEquals(-11, validity.daysLeft(), 0.2);
      assertEquals(30, validity.daysInAll(), 0.1);
    } finally {
      log.setFilter(null);
      log.setLevel(null);
    }
  }

  /** What a line of the log says. */
  private record LogLineText(LogRecord line) {
    @Override
    public String toString() {
      return new SimpleFormatter().formatMessage(line);
    }
  }

  private Server server(ServerTls tls) throws IOException {
    return NettyServerBuilder.forAddress(new InetSocketAddress("localhost", 0), tls.credentials())
        .addService(health.getHealthService())
        .build()
        .start();
  }

  private static ManagedChannel channel(int port, Path authority, Certificates own)
      throws IOException {
    var credentials =
        TlsChannelCredentials.newBuilder()
            .trustManager(authority.toFile())
            .keyManager(own.certificate().toFile(), own.key().toFile())
            .build();
    return NettyChannelBuilder.forAddress("localhost", port, credentials).build();
  }

  private static void watch(ManagedChannel channel, Queue<String> states) {
    HealthGrpc.newStub(channel)
        .watch(
            HealthCheckRequest.getDefaultInstance(),
            new StreamObserver<>() {
              @Override
              public void onNext(HealthCheckResponse state) {
                states.add(state.getStatus().name());
              }

              @Override
              public void onError(Throwable failed) {
                states.add(failed.toString());
              }

              @Override
              public void onCompleted() {
                states.add("completed");
              }
            });
  }

  /** Waits until the connection takes no new calls. */
  private static void awaitEnd(ManagedChannel channel) throws InterruptedException {
    var ended = new CountDownLatch(1);
    channel.notifyWhenStateChanged(ConnectivityState.READY, ended::countDown);
    assertTrue(ended.await(20, TimeUnit.SECONDS), "the connection goes on");
  }

  private static boolean isAnswered(ManagedChannel channel) {
    try {
      return HealthGrpc.newBlockingStub(channel)
          .check(HealthCheckRequest.getDefaultInstance())
          .isInitialized();
    } catch (StatusRuntimeException refused) {
      return false;
    }
  }

  private static boolean isTrusted(int port, Path authority) {
    try {
      var credentials = TlsChannelCredentials.newBuilder().trustManager(authority.toFile()).build();
      var channel = NettyChannelBuilder.forAddress("localhost", port, credentials).build();
      try {
        return isAnswered(channel);
      } finally {
        channel.shutdownNow();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
