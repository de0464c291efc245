package dev.unroll.grpc;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What the gRPC port speaks TLS with, in PEM.
 *
 * @param certificate the server's certificate chain
 * @param key its private key, PKCS #8
 * @param clientAuthority who signs the certificates of clients; null: clients need none
 */
public record TlsFiles(Path certificate, Path key, @Nullable Path clientAuthority) {}
