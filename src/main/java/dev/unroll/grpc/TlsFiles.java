package dev.unroll.grpc;

import dev.unroll.config.Option;
import dev.unroll.config.OptionValues;
import dev.unroll.config.ValueType;
import dev.unroll.core.LoadException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the gRPC port speaks TLS with, in PEM.
 *
 * @param certificate the server's certificate chain
 * @param key its private key, PKCS #8
 * @param clientAuthority who signs the certificates of clients; null: clients need none
 */
public record TlsFiles(Path certificate, Path key, @Nullable Path clientAuthority) {
  public static final Option<Path> TLS_CERTIFICATE =
      Option.optional(
          "tls-certificate",
          ValueType.file(),
          "The server's certificate chain, in PEM: the gRPC port speaks TLS. Read again each minute.");

  public static final Option<Path> TLS_KEY =
      Option.optional("tls-key", ValueType.file(), "Its private key: PKCS #8, in PEM.");

  public static final Option<Path> TLS_CLIENT_CA =
      Option.optional(
          "tls-client-ca",
          ValueType.file(),
          "Authorities, in PEM: only clients with a certificate signed by one of them are let in.");

  /** Empty where the port speaks no TLS. */
  static Optional<TlsFiles> from(OptionValues values) throws LoadException {
    var certificate = values.find(TLS_CERTIFICATE);
    var key = values.find(TLS_KEY);
    var authority = values.find(TLS_CLIENT_CA);
    if (certificate.isPresent() && key.isPresent()) {
      return Optional.of(new TlsFiles(certificate.get(), key.get(), authority.orElse(null)));
    }
    if (certificate.isPresent()) {
      throw new LoadException("tls-certificate is set without tls-key; TLS needs both");
    }
    if (key.isPresent()) {
      throw new LoadException("tls-key is set without tls-certificate; TLS needs both");
    }
    if (authority.isPresent()) {
      throw new LoadException(
          "tls-client-ca is set without tls-certificate and tls-key; clients are known by TLS only");
    }
    return Optional.empty();
  }
}
