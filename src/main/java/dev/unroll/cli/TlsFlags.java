package dev.unroll.cli;

import dev.unroll.client.Tls;
import dev.unroll.client.UsageException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags for TLS. */
final class TlsFlags {
  @Option(names = "--tls", description = "Use TLS. Each of the next three flags implies it.")
  private boolean tls;

  @Option(
      names = "--ca",
      paramLabel = "FILE",
      description =
          "The authority that signed the server's certificate, in PEM. Default: those of the JDK.")
  private @Nullable Path authority;

  @Option(
      names = "--certificate",
      paramLabel = "FILE",
      description = "The client's certificate, in PEM, if the server requires one.")
  private @Nullable Path certificate;

  @Option(
      names = "--key",
      paramLabel = "FILE",
      description = "The private key of the client's certificate, in PEM, not encrypted.")
  private @Nullable Path key;

  @Nullable Tls readOrNull() throws UsageException {
    return tls || authority != null || certificate != null || key != null
        ? Tls.read(authority, certificate, key)
        : null;
  }
}
