package dev.unroll.grpc;

import dev.unroll.core.LoadException;
import io.grpc.ServerCredentials;
import io.grpc.TlsServerCredentials;
import io.grpc.TlsServerCredentials.ClientAuth;
import io.grpc.util.AdvancedTlsX509KeyManager;
import io.grpc.util.AdvancedTlsX509TrustManager;
import io.grpc.util.AdvancedTlsX509TrustManager.Verification;
import io.grpc.util.CertificateUtils;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The server's TLS credentials. The files are read again each minute, so that new connections use a
 * renewed certificate and key. If the new files are invalid, the old credentials stay in use.
 */
final class ServerTls implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(ServerTls.class.getName());

  private static final Duration LOOK = Duration.ofMinutes(1);

  private final TlsFiles files;
  private final AdvancedTlsX509KeyManager keys = new AdvancedTlsX509KeyManager();
  private final AdvancedTlsX509TrustManager clients;
  private final ScheduledExecutorService looks = executor();

  private ServerTls(TlsFiles files) throws LoadException {
    this.files = files;
    try {
      // A client's host name is not verified.
      clients =
          AdvancedTlsX509TrustManager.newBuilder()
              .setVerification(Verification.CERTIFICATE_ONLY_VERIFICATION)
              .build();
    } catch (CertificateException e) {
      throw new LoadException("TLS is not available in this JDK: " + e.getMessage(), e);
    }
  }

  /**
   * Reads the files now and then once a minute.
   *
   * @throws LoadException naming the file that cannot be read or is invalid
   */
  static ServerTls open(TlsFiles files) throws LoadException {
    var tls = new ServerTls(files);
    try {
      tls.read();
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
    if (files.clientAuthority() != null) {
      credentials.clientAuth(ClientAuth.REQUIRE).trustManager(clients);
    }
    return credentials.build();
  }

  /** Reads the files again and uses them if they are valid. */
  void reload() {
    try {
      read();
    } catch (LoadException e) {
      LOG.log(Level.WARNING, "the TLS certificate is not renewed: {0}", e.reason());
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "the TLS certificate is not renewed", e);
    }
  }

  @Override
  public void close() {
    looks.shutdown();
  }

  private void read() throws LoadException {
    readKey();
    if (files.clientAuthority() != null) {
      readClients(files.clientAuthority());
    }
  }

  private void readKey() throws LoadException {
    var names = "tls-certificate " + files.certificate() + " and tls-key " + files.key();
    try {
      var chain = certificates(files.certificate());
      PrivateKey key;
      try (var pem = Files.newInputStream(files.key())) {
        key = CertificateUtils.getPrivateKey(pem);
      }
      if (!fits(chain[0], key)) {
        throw new LoadException(names + " do not belong to each other");
      }
      keys.updateIdentityCredentials(chain, key);
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      throw new LoadException(
          names
              + " are not a certificate chain and its private key (PKCS #8) in PEM: "
              + e.getMessage(),
          e);
    }
  }

  private void readClients(Path authority) throws LoadException {
    try {
      clients.updateTrustCredentials(certificates(authority));
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      throw new LoadException(
          "tls-client-ca " + authority + " contains no certificates in PEM: " + e.getMessage(), e);
    }
  }

  private static X509Certificate[] certificates(Path file)
      throws IOException, CertificateException {
    try (var pem = Files.newInputStream(file)) {
      var certificates = CertificateUtils.getX509Certificates(pem);
      if (certificates.length == 0) {
        throw new CertificateException("no certificate is in " + file);
      }
      return certificates;
    }
  }

  /**
   * Whether the key belongs to the certificate. A renewal may have written only one of the files so
   * far.
   */
  private static boolean fits(X509Certificate certificate, PrivateKey key)
      throws GeneralSecurityException {
    var algorithm =
        switch (key.getAlgorithm()) {
          case "EC" -> "SHA256withECDSA";
          case "RSA" -> "SHA256withRSA";
          default -> key.getAlgorithm();
        };
    if (!certificate.getPublicKey().getAlgorithm().equals(key.getAlgorithm())) {
      return false;
    }
    var text = new byte[] {1, 2, 3};
    var signature = Signature.getInstance(algorithm);
    signature.initSign(key);
    signature.update(text);
    var signed = signature.sign();
    signature.initVerify(certificate.getPublicKey());
    signature.update(text);
    return signature.verify(signed);
  }

  private static ScheduledExecutorService executor() {
    return Executors.newSingleThreadScheduledExecutor(task -> {
      var thread = new Thread(task, "unroll-tls");
      thread.setDaemon(true);
      return thread;
    });
  }
}
