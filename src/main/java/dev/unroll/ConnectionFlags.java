package dev.unroll;

import dev.unroll.client.ModelClient;
import dev.unroll.client.Screen;
import dev.unroll.client.Target;
import dev.unroll.client.UsageException;
import dev.unroll.config.Durations;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which server, how long, and how answers are shown. */
final class ConnectionFlags {
  @Option(
      names = "--to",
      paramLabel = "HOST:PORT",
      description = "The server. Default: localhost:8001.")
  private String target = Target.DEFAULT.toString();

  @Option(
      names = "--deadline",
      paramLabel = "TIME",
      description = "How long a call may take: 500ms, 10s, 2m; 0s is for ever. Default: 60s.")
  private String deadline = "60s";

  @Option(names = "--json", description = "One JSON object a line, for programs.")
  private boolean json;

  ModelClient connect() throws UsageException {
    var server = Target.parse(target);
    return new ModelClient(
        server,
        Durations.parse(deadline)
            .orElseThrow(() ->
                new UsageException(
                    "--deadline = '" + deadline + "': allowed is a duration: 500ms, 10s, 2m")));
  }

  /** Null where a program reads. */
  @Nullable Screen screenOrNull() {
    return json ? null : Screens.ofStandardOutput();
  }
}
