package dev.unroll.grpc;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.LoadException;
import dev.unroll.e2e.Certificates;
import io.grpc.Server;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerTlsTest {
  @TempDir Path folder;

  @Test
  void certificate_renewed_isShownToNewConnections() throws Exception {
    var served = Certificates.make(folder, "served");
    var renewed = Certificates.make(folder, "renewed");
    var former = Files.copy(served.certificate(), folder.resolve("former.crt"));
    try (var tls = ServerTls.open(new TlsFiles(served.certificate(), served.key(), null))) {
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
            () -> ServerTls.open(new TlsFiles(one.certificate(), other.key(), null)));
    assertTrue(refused.reason().endsWith("do not belong to each other"), refused.reason());
  }

  private static Server server(ServerTls tls) throws IOException {
    return NettyServerBuilder.forAddress(new InetSocketAddress("localhost", 0), tls.credentials())
        .addService(new HealthStatusManager().getHealthService())
        .build()
        .start();
  }

  private static boolean isTrusted(int port, Path authority) {
    try {
      var credentials = TlsChannelCredentials.newBuilder().trustManager(authority.toFile()).build();
      var channel = NettyChannelBuilder.forAddress("localhost", port, credentials).build();
      try {
        var answer =
            HealthGrpc.newBlockingStub(channel).check(HealthCheckRequest.getDefaultInstance());
        return answer.isInitialized();
      } catch (StatusRuntimeException refused) {
        return false;
      } finally {
        channel.shutdownNow();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
