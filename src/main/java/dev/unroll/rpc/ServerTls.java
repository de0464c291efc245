package dev.unroll.rpc;

import dev.unroll.core.LoadException;
import io.grpc.ServerCredentials;
import io.grpc.TlsServerCredentials;
import io.grpc.TlsServerCredentials.ClientAuth;
import io.grpc.util.AdvancedTlsX509KeyManager;
import io.grpc.util.AdvancedTlsX509TrustManager;
import io.grpc.util.AdvancedTlsX509TrustManager.Verification;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The server's end of TLS. Its files are looked at again and again: whoever renews a certificate
 * writes certificate and key, and new connections get them. Files that do not fit are logged by
 * gRPC, and the ones before stay.
 */
final class ServerTls implements AutoCloseable {
  /** How often the files are looked at. */
  static final Duration LOOK = Duration.ofMinutes(1);

  private final ServerCredentials credentials;
  private final ScheduledExecutorService looks;

  private ServerTls(ServerCredentials credentials, ScheduledExecutorService looks) {
    this.credentials = credentials;
    this.looks = looks;
  }

  /**
   * Reads the files.
   *
   * @param look how often they are looked at afterwards
   * @throws LoadException naming the file that cannot be read
   */
  static ServerTls open(TlsFiles files, Duration look) throws LoadException {
    var looks = executor();
    try {
      var credentials = TlsServerCredentials.newBuilder().keyManager(keys(files, look, looks));
      if (files.clientAuthority() != null) {
        credentials
            .clientAuth(ClientAuth.REQUIRE)
            .trustManager(clients(files.clientAuthority(), look, looks));
      }
      return new ServerTls(credentials.build(), looks);
    } catch (LoadException e) {
      looks.shutdown();
      throw e;
    }
  }

  ServerCredentials credentials() {
    return credentials;
  }

  @Override
  public void close() {
    looks.shutdown();
  }

  private static AdvancedTlsX509KeyManager keys(
      TlsFiles files, Duration look, ScheduledExecutorService looks) throws LoadException {
    var keys = new AdvancedTlsX509KeyManager();
    try {
      // Ended with the executor.
      var unused =
          keys.updateIdentityCredentials(
              files.certificate().toFile(),
              files.key().toFile(),
              look.toMillis(),
              TimeUnit.MILLISECONDS,
              looks);
      return keys;
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      throw new LoadException(
          "tls-certificate "
              + files.certificate()
              + " and tls-key "
              + files.key()
              + " are no certificate chain and its private key (PKCS #8) in PEM: "
              + e.getMessage(),
          e);
    }
  }

  private static AdvancedTlsX509TrustManager clients(
      Path authority, Duration look, ScheduledExecutorService looks) throws LoadException {
    try {
      // Clients have no host name to be held to.
      var clients =
          AdvancedTlsX509TrustManager.newBuilder()
              .setVerification(Verification.CERTIFICATE_ONLY_VERIFICATION)
              .build();
      var unused =
          clients.updateTrustCredentials(
              authority.toFile(), look.toMillis(), TimeUnit.MILLISECONDS, looks);
      if (clients.getAcceptedIssuers().length == 0) {
        throw new GeneralSecurityException("there is no certificate in it");
      }
      return clients;
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      throw new LoadException(
          "tls-client-ca " + authority + " holds no certificates in PEM: " + e.getMessage(), e);
    }
  }

  private static ScheduledExecutorService executor() {
    return Executors.newSingleThreadScheduledExecutor(task -> {
      var thread = new Thread(task, "unroll-tls");
      thread.setDaemon(true);
      return thread;
    });
  }
}
