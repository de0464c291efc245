package dev.unroll.grpc;

import dev.unroll.config.Option;
import dev.unroll.config.OptionValues;
import dev.unroll.config.ValueType;
import dev.unroll.core.LoadException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The PEM files for TLS on the gRPC port.
 *
 * @param certificate the server's certificate chain
 * @param key its private key, not encrypted
 * @param clientAuthority the certificates of the authorities that sign clients' certificates; null
 *     if clients need none
 */
public record TlsFiles(Path certificate, Path key, @Nullable Path clientAuthority) {
  public static final Option<Path> TLS_CERTIFICATE =
      Option.optional(
          "tls-certificate",
          ValueType.file(),
          "The server's certificate chain, in PEM; if set, the gRPC port uses TLS. Read again"
              + " each minute.");

  public static final Option<Path> TLS_KEY =
      Option.optional(
          "tls-key",
          ValueType.file(),
          "The certificate's private key, in PEM: PKCS #8, PKCS #1 or SEC 1, not encrypted.");

  public static final Option<Path> TLS_CLIENT_CA =
      Option.optional(
          "tls-client-ca",
          ValueType.file(),
          "Certificates of authorities, in PEM; only clients with a certificate signed by one of"
              + " them can connect. Read again each minute; the connections of a removed authority's"
              + " clients end.");

  /** Returns the files; empty if the port does not use TLS. */
  static Optional<TlsFiles> from(OptionValues values) throws LoadException {
    var certificate = values.find(TLS_CERTIFICATE);
    var key = values.find(TLS_KEY);
    var authority = values.find(TLS_CLIENT_CA);
    if (certificate.isPresent() && key.isPresent()) {
      return Optional.of(new TlsFiles(certificate.get(), key.get(), authority.orElse(null)));
    }
    if (certificate.isPresent()) {
      throw new LoadException("tls-certificate is set without tls-key; set both, or neither");
    }
    if (key.isPresent()) {
      throw new LoadException("tls-key is set without tls-certificate; set both, or neither");
    }
    if (authority.isPresent()) {
      throw new LoadException(
          "tls-client-ca is set without tls-certificate and tls-key; set them too, since client"
              + " certificates need TLS");
    }
    return Optional.empty();
  }
}
