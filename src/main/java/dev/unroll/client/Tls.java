package dev.unroll.client;

import dev.unroll.core.LoadException;
import dev.unroll.pem.PemFile;
import io.grpc.ChannelCredentials;
import io.grpc.TlsChannelCredentials;
import io.grpc.util.AdvancedTlsX509KeyManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
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
   * @param key the private key of the certificate; null without one
   * @throws UsageException if a file cannot be used; the message names its flag
   */
  public static Tls read(@Nullable Path authority, @Nullable Path certificate, @Nullable Path key)
      throws UsageException {
    var credentials = TlsChannelCredentials.newBuilder();
    if ((certificate == null) != (key == null)) {
      throw new UsageException("--certificate and --key go together");
    }
    try {
      if (authority != null) {
        check("--ca", authority, "certificates in PEM", PemFile::certificates);
        credentials.trustManager(authority.toFile());
      }
      if (certificate != null && key != null) {
        var chain =
            check("--certificate", certificate, "certificates in PEM", PemFile::certificates);
        var own = new AdvancedTlsX509KeyManager();
        own.updateIdentityCredentials(
            chain.toArray(X509Certificate[]::new),
            check("--key", key, "a private key in PEM", PemFile::privateKey));
        credentials.keyManager(own);
      }
    } catch (IOException gone) {
      throw new UsageException("a file for TLS cannot be read: " + gone.getMessage());
    }
    return new Tls(credentials.build());
  }

  ChannelCredentials credentials() {
    return credentials;
  }

  /** Reads a file now. gRPC would fail only at the first call, and would not name the file. */
  private static <T> T check(String flag, Path file, String what, Reader<T> reader)
      throws UsageException {
    var given = flag + " = '" + file + "': allowed is ";
    if (Files.notExists(file)) {
      throw new UsageException(given + "a file that exists");
    }
    try {
      return reader.read(PemFile.read("", file));
    } catch (LoadException wrong) {
      throw new UsageException(given + what + ": " + wrong.reason());
    }
  }

  /** Takes one kind of content, and fails if the file has none. */
  @FunctionalInterface
  private interface Reader<T> {
    T read(PemFile pem) throws LoadException;
  }
}
