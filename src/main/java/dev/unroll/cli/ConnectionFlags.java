package dev.unroll.cli;

import dev.unroll.client.ModelClient;
import dev.unroll.client.Target;
import dev.unroll.client.UsageException;
import dev.unroll.client.print.Screen;
import dev.unroll.config.Durations;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** The flags for the server, the deadline and the form of the output. */
final class ConnectionFlags {
  /** Long enough for usual answers, and short enough that a script does not hang. */
  static final Duration USUAL_DEADLINE = Duration.ofSeconds(60);

  @Option(
      names = "--to",
      paramLabel = "HOST:PORT",
      description = "The server. Default: localhost:8001.")
  private String target = Target.DEFAULT.toString();

  @ArgGroup(exclusive = false, validate = false)
  private TlsFlags tls = new TlsFlags();

  @Option(
      names = "--deadline",
      paramLabel = "TIME",
      description =
          "The deadline of a call: 500ms, 10s, 2m; 0s means none. Default: 60s; none for a stream"
              + " of lines.")
  private @Nullable String deadline;

  @Option(names = "--json", description = "One JSON object per line, for programs.")
  private boolean json;

  ModelClient connect(Duration usualDeadline) throws UsageException {
    return new ModelClient(
        Target.parse(target).with(tls.readOrNull()),
        deadline == null ? usualDeadline : read(deadline));
  }

  /** Returns null if the output is for a program. */
  @Nullable Screen screenOrNull() {
    return json ? null : Terminal.ofStandardOutput();
  }

  private static Duration read(String deadline) throws UsageException {
    return Durations.parse(deadline)
        .orElseThrow(() ->
            new UsageException(
                "--deadline = '" + deadline + "': allowed is a duration: 500ms, 10s, 2m"));
  }
}
