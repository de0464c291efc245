package dev.unroll.cli;

import dev.unroll.client.Tls;
import dev.unroll.client.UsageException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whether and how a client speaks TLS. */
final class TlsFlags {
  @Option(names = "--tls", description = "Speak TLS; each of the following three means it, too.")
  private boolean tls;

  @Option(
      names = "--ca",
      paramLabel = "FILE",
      description =
          "Who signed the server's certificate, in PEM. Default: the authorities that the JDK knows.")
  private @Nullable Path authority;

  @Option(
      names = "--certificate",
      paramLabel = "FILE",
      description = "Your own certificate, in PEM, where the server asks for one,")
  private @Nullable Path certificate;

  @Option(
      names = "--key",
      paramLabel = "FILE",
      description = "and its private key: PKCS #8, in PEM.")
  private @Nullable Path key;

  @Nullable Tls readOrNull() throws UsageException {
    return tls || authority != null || certificate != null || key != null
        ? Tls.read(authority, certificate, key)
        : null;
  }
}
