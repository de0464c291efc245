package dev.unroll.client;

import io.grpc.ChannelCredentials;
import io.grpc.TlsChannelCredentials;
import io.grpc.util.CertificateUtils;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import org.jspecify.annotations.Nullable;

/** The client's settings of TLS. */
public final class Tls {
  private final ChannelCredentials credentials;

  private Tls(ChannelCredentials credentials) {
    this.credentials = credentials;
  }

  /**
   * Reads the files, all in PEM.
   *
   * @param authority the authorities of the server's certificate; null for those of the JDK
   * @param certificate the client's certificate chain; null without one
   * @param key the private key of the certificate, PKCS #8; null without one
   * @throws UsageException if a file cannot be used; the message names its flag
   */
  public static Tls read(@Nullable Path authority, @Nullable Path certificate, @Nullable Path key)
      throws UsageException {
    var credentials = TlsChannelCredentials.newBuilder();
    if (authority != null) {
      check("--ca", authority, "certificates", Tls::readCertificates);
    }
    if ((certificate == null) != (key == null)) {
      throw new UsageException("--certificate and --key go together");
    }
    if (certificate != null && key != null) {
      check("--certificate", certificate, "certificates", Tls::readCertificates);
      check("--key", key, "a private key (PKCS #8)", CertificateUtils::getPrivateKey);
    }
    try {
      if (authority != null) {
        credentials.trustManager(authority.toFile());
      }
      if (certificate != null && key != null) {
        File chain = certificate.toFile();
        credentials.keyManager(chain, key.toFile());
      }
    } catch (IOException gone) {
      throw new UsageException("a file for TLS cannot be read: " + gone.getMessage());
    }
    return new Tls(credentials.build());
  }

  ChannelCredentials credentials() {
    return credentials;
  }

  private static Object readCertificates(InputStream pem) throws CertificateException {
    var certificates = CertificateUtils.getX509Certificates(pem);
    if (certificates.length == 0) {
      throw new CertificateException("the file has no certificate");
    }
    return certificates;
  }

  /** Checks a file now. gRPC would fail only at the first call, and would not name the file. */
  private static void check(String flag, Path file, String what, Reader reader)
      throws UsageException {
    try (var pem = Files.newInputStream(file)) {
      reader.read(pem);
    } catch (NoSuchFileException missing) {
      throw new UsageException(flag + " = '" + file + "': allowed is a file that exists");
    } catch (IOException | GeneralSecurityException | IllegalArgumentException wrong) {
      throw new UsageException(
          flag + " = '" + file + "': allowed is " + what + " in PEM: " + wrong.getMessage());
    }
  }

  /** Reads one kind of PEM, and fails on other kinds. */
  @FunctionalInterface
  private interface Reader {
    Object read(InputStream pem) throws IOException, GeneralSecurityException;
  }
}
