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

/** The client's end of TLS. */
public final class Tls {
  private final ChannelCredentials credentials;

  private Tls(ChannelCredentials credentials) {
    this.credentials = credentials;
  }

  /**
   * Reads the files, all in PEM.
   *
   * @param authority who signs the server's certificate; null: those that the JDK knows
   * @param certificate the client's own certificate chain; null: none
   * @param key its private key, PKCS #8; null: none
   * @throws UsageException naming the flag and the file that is none of these
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
      throw new CertificateException("there is none in it");
    }
    return certificates;
  }

  /** gRPC would say so at the first call only, and not which file it is. */
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

  /** Reads a kind of PEM, and fails on others. */
  @FunctionalInterface
  private interface Reader {
    Object read(InputStream pem) throws IOException, GeneralSecurityException;
  }
}
