package dev.unroll.rpc;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.Await;
import dev.unroll.Certificates;
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
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerTlsTest {
  @TempDir Path folder;

  @Test
  void certificate_renewed_isShownToNewConnections() throws Exception {
    var served = Certificates.make(folder, "served");
    var renewed = Certificates.make(folder, "renewed");
    var files = new TlsFiles(served.certificate(), served.key(), null);
    try (var tls = ServerTls.open(files, Duration.ofMillis(20))) {
      var server =
          NettyServerBuilder.forAddress(new InetSocketAddress("localhost", 0), tls.credentials())
              .addService(new HealthStatusManager().getHealthService())
              .build()
              .start();
      try {
        var former = Files.copy(served.certificate(), folder.resolve("former.crt"));
        assertTrue(isTrusted(server.getPort(), former));
        assertFalse(isTrusted(server.getPort(), renewed.certificate()));
        replace(served.certificate(), renewed.certificate());
        replace(served.key(), renewed.key());
        Await.until(
            "the renewed certificate is shown",
            () -> isTrusted(server.getPort(), renewed.certificate()));
        assertFalse(isTrusted(server.getPort(), former));
      } finally {
        server.shutdownNow().awaitTermination();
      }
    }
  }

  /** A time of its own, however coarse the file system's clock is. */
  private static void replace(Path file, Path by) throws IOException {
    long before = Files.getLastModifiedTime(file).toMillis();
    Files.write(file, Files.readAllBytes(by));
    Files.setLastModifiedTime(file, FileTime.fromMillis(before + 10_000));
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
