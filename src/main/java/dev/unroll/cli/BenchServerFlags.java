package dev.unroll.cli;

import dev.unroll.client.Target;
import dev.unroll.client.UsageException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** The flags for the server that gets the load. */
final class BenchServerFlags {
  @Option(
      names = "--to",
      paramLabel = "HOST:PORT",
      description = "The server. Default: localhost:8001.")
  private @Nullable String target;

  @Option(names = "--host", paramLabel = "HOST", description = "The host, instead of --to.")
  private @Nullable String host;

  @Option(names = "--port", paramLabel = "N", description = "The port, instead of --to.")
  private @Nullable Integer port;

  @Option(
      names = "--connections",
      paramLabel = "N",
      description = "HTTP/2 connections that share the calls. Default: 1.")
  private int connections = 1;

  @Option(
      names = "--ops",
      paramLabel = "PORT",
      description =
          "The server's port for operations. Its CPU time is read there before and after the run.")
  private @Nullable Integer opsPort;

  @ArgGroup(exclusive = false, validate = false)
  private TlsFlags tls = new TlsFlags();

  Target target() throws UsageException {
    return plainTarget().with(tls.readOrNull());
  }

  private Target plainTarget() throws UsageException {
    if (target == null) {
      return new Target(
          host == null ? Target.DEFAULT.host() : host,
          port == null ? Target.DEFAULT.port() : checkedPort("--port", port));
    }
    if (host != null || port != null) {
      throw new UsageException("give the server once: --to, or --host and --port");
    }
    return Target.parse(target);
  }

  int connections() throws UsageException {
    return BenchLoadFlags.count("--connections", connections);
  }

  @Nullable Integer opsPortOrNull() throws UsageException {
    return opsPort == null ? null : (Integer) checkedPort("--ops", opsPort);
  }

  private static int checkedPort(String flag, int port) throws UsageException {
    if (port < 1 || port > Target.LARGEST_PORT) {
      throw new UsageException(
          flag + " = '" + port + "': allowed is a port, 1 to " + Target.LARGEST_PORT);
    }
    return port;
  }
}
