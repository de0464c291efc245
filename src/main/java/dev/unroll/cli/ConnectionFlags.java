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

/** Which server, how long, and how answers are shown. */
final class ConnectionFlags {
  /** Long enough for any answer, and short enough that a script does not hang for a night. */
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
          "How long a call may take: 500ms, 10s, 2m; 0s is for ever. Default: 60s; of a stream of"
              + " lines: for ever.")
  private @Nullable String deadline;

  @Option(names = "--json", description = "One JSON object a line, for programs.")
  private boolean json;

  ModelClient connect(Duration usualDeadline) throws UsageException {
    return new ModelClient(
        Target.parse(target).with(tls.readOrNull()),
        deadline == null ? usualDeadline : read(deadline));
  }

  /** Null where a program reads. */
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
