package dev.unroll.grpc;

import dev.unroll.core.LoadException;
import dev.unroll.pem.PemFile;
import io.grpc.ServerCredentials;
import io.grpc.TlsServerCredentials;
import io.grpc.TlsServerCredentials.ClientAuth;
import io.grpc.util.AdvancedTlsX509KeyManager;
import io.grpc.util.AdvancedTlsX509TrustManager;
import io.grpc.util.AdvancedTlsX509TrustManager.Verification;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The server's TLS credentials. The files are read again each minute, so that new connections use a
 * renewed certificate and key, and current authorities of clients. The two are read independently:
 * if the files of one are invalid, its old ones stay in use, and the other is renewed.
 */
final class ServerTls implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(ServerTls.class.getName());

  private static final Duration LOOK = Duration.ofMinutes(1);

  private final TlsFiles files;
  private final AdvancedTlsX509KeyManager keys = new AdvancedTlsX509KeyManager();
  private final AdvancedTlsX509TrustManager clients;
  private final @Nullable ClientConnections connections;
  private final CertificateValidity serverValidity;
  private final @Nullable CertificateValidity authorityValidity;
  private final ScheduledExecutorService looks = executor();

  private ServerTls(TlsFiles files, InstantSource clock) throws LoadException {
    this.files = files;
    this.serverValidity =
        new CertificateValidity("server", "tls-certificate " + files.certificate(), clock);
    this.authorityValidity =
        files.clientAuthority() == null
            ? null
            : new CertificateValidity(
                "client-ca", "tls-client-ca " + files.clientAuthority(), clock);
    try {
      // A client's host name is not verified.
      clients =
          AdvancedTlsX509TrustManager.newBuilder()
              .setVerification(Verification.CERTIFICATE_ONLY_VERIFICATION)
              .build();
      connections = files.clientAuthority() == null ? null : new ClientConnections(List.of());
    } catch (GeneralSecurityException e) {
      throw new LoadException("TLS is not available in this JDK: " + e.getMessage(), e);
    }
  }

  /**
   * Reads the files now and then once a minute.
   *
   * @throws LoadException naming the file that cannot be read or is invalid
   */
  static ServerTls open(TlsFiles files, InstantSource clock) throws LoadException {
    var tls = new ServerTls(files, clock);
    try {
      tls.readKey();
      tls.readClients();
    } catch (LoadException e) {
      tls.close();
      throw e;
    }
    // reload() catches all exceptions, so the future is not needed.
    var unused =
        tls.looks.scheduleWithFixedDelay(
            tls::reload, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
    return tls;
  }

  /** Returns credentials that always use the files read last. */
  ServerCredentials credentials() {
    var credentials = TlsServerCredentials.newBuilder().keyManager(keys);
    if (connections == null) {
      return credentials.build();
    }
    return connections.track(
        credentials.clientAuth(ClientAuth.REQUIRE).trustManager(clients).build());
  }

  /** Returns the validity of each file's certificates. */
  List<CertificateValidity> validities() {
    return authorityValidity == null
        ? List.of(serverValidity)
        : List.of(serverValidity, authorityValidity);
  }

  /** Reads the files again, and uses those that are valid. */
  void reload() {
    attempt("the server's certificate and key stay as they are", this::readKey);
    attempt("the authorities of clients stay as they are", this::readClients);
    validities().forEach(CertificateValidity::warnDaily);
  }

  @Override
  public void close() {
    looks.shutdown();
  }

  /** Reads files, and throws if they cannot be used. */
  @FunctionalInterface
  private interface Reading {
    void run() throws LoadException;
  }

  private static void attempt(String otherwise, Reading reading) {
    try {
      reading.run();
    } catch (LoadException e) {
      LOG.log(Level.WARNING, "{0}: {1}", otherwise, e.reason());
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, otherwise, e);
    }
  }

  private void readKey() throws LoadException {
    var chain = PemFile.read("tls-certificate ", files.certificate()).certificates();
    var key = PemFile.read("tls-key ", files.key()).privateKey();
    KeyPairs.check(
        "tls-certificate " + files.certificate() + " and tls-key " + files.key(), chain, key);
    keys.updateIdentityCredentials(chain.toArray(X509Certificate[]::new), key);
    serverValidity.read(chain);
  }

  private void readClients() throws LoadException {
    var file = files.clientAuthority();
    if (file == null || connections == null || authorityValidity == null) {
      return;
    }
    var read = PemFile.read("tls-client-ca ", file).certificates();
    try {
      clients.updateTrustCredentials(read.toArray(X509Certificate[]::new));
      connections.accept(read);
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      throw new LoadException("tls-client-ca " + file + " cannot be used: " + e.getMessage(), e);
    }
    authorityValidity.read(read);
  }

  private static ScheduledExecutorService executor() {
    return Executors.newSingleThreadScheduledExecutor(task -> {
      var thread = new Thread(task, "unroll-tls");
      thread.setDaemon(true);
      return thread;
    });
  }
}
