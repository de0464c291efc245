package dev.unroll.cli;

import dev.unroll.bench.Bench;
import dev.unroll.bench.load.Workload;
import dev.unroll.bench.report.ProgressLine;
import dev.unroll.client.CallFailure;
import dev.unroll.client.Rpc;
import dev.unroll.client.UsageException;
import dev.unroll.config.Durations;
import dev.unroll.core.LoadException;
import dev.unroll.server.Signals;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** Runs the load generator. */
@Command(
    name = "bench",
    description = {
      "Puts a load on a server and measures what its clients would see.",
      "Ctrl-C ends it early with what was measured until then."
    },
    abbreviateSynopsis = true,
    sortOptions = false,
    usageHelpWidth = 100)
final class BenchCommand implements Callable<Integer> {
  /** A hundred years, which fit into a long of nanoseconds. */
  private static final Duration LONGEST = Duration.ofDays(36_500);

  @Option(
      names = "--model",
      paramLabel = "NAME",
      required = true,
      description = "The model; `models` lists them.")
  private String model = "";

  @Option(
      names = "--rpc",
      paramLabel = "CALL",
      description =
          "one-to-many, many-to-one, many-to-many or stream. Default: the one for the model's task.")
  private @Nullable String rpc;

  @ArgGroup(exclusive = false, validate = false, heading = "When calls are sent:%n")
  private BenchLoadFlags load = new BenchLoadFlags();

  @Option(
      names = "--lengths",
      paramLabel = "FORM",
      description =
          "Steps of the random input: uniform:1-256, lognormal:24,0.8,1-256 (median, sigma,"
              + " bounds), bimodal:16x95,1024x5 (length x weight), fixed:32 or file:PATH (a length"
              + " on each line). Default: uniform, up to 256.")
  private @Nullable String lengths;

  @Option(
      names = "--input",
      paramLabel = "FILE",
      description =
          "Instead of random input: an image, vectors as JSON, or a text or ids on each line.")
  private @Nullable String input;

  @Option(
      names = "--max-steps",
      paramLabel = "N",
      description = "At most N steps of generated output.")
  private @Nullable Integer maxSteps;

  @Option(
      names = "--start-id",
      paramLabel = "ID",
      description = "The id that starts generated output.")
  private @Nullable Long startId;

  @Option(
      names = "--duration",
      paramLabel = "TIME",
      description = "How long to measure. Default: 30s.")
  private String duration = "30s";

  @Option(
      names = "--warm-up",
      paramLabel = "TIME",
      description = "How long the load runs before the measurement. Default: 5s.")
  private String warmUp = "5s";

  @Option(
      names = "--deadline",
      paramLabel = "TIME",
      description = "The gRPC deadline of each call. Default: none.")
  private String deadline = "0s";

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Equal seeds give equal lengths, inputs and gaps. Default: 1.")
  private long seed = 1;

  @ArgGroup(exclusive = false, validate = false, heading = "The server:%n")
  private BenchServerFlags server = new BenchServerFlags();

  @ArgGroup(exclusive = false, validate = false, heading = "The report:%n")
  private BenchOutputFlags output = new BenchOutputFlags();

  @Override
  public Integer call() throws UsageException, CallFailure, LoadException {
    var workload = workload();
    output.check();
    var report =
        Bench.run(
            workload, new ProgressLine(System.err, Terminal.ofStandardOutput()), stoppedBySignal());
    output.write(report, System.out, System.err);
    return report.hasAnswers() ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  private Workload workload() throws UsageException {
    var measured = read("--duration", duration);
    if (measured.isZero()) {
      throw new UsageException("--duration = '" + duration + "': allowed is a duration over 0s");
    }
    return new Workload(
        server.target(),
        model,
        rpc == null ? null : Rpc.parse(rpc),
        load.toLoad(),
        lengths,
        input,
        maxSteps == null ? null : (Integer) BenchLoadFlags.count("--max-steps", maxSteps),
        startId,
        read("--warm-up", warmUp),
        measured,
        read("--deadline", deadline),
        server.connections(),
        server.opsPortOrNull(),
        seed);
  }

  private static Duration read(String flag, String written) throws UsageException {
    return Durations.parse(written)
        .filter(duration -> duration.compareTo(LONGEST) <= 0)
        .orElseThrow(() ->
            new UsageException(
                flag + " = '" + written + "': allowed is a duration: 500ms, 10s, 2m"));
  }

  /** Returns a latch that the first Ctrl-C or SIGTERM releases. A second one ends the process. */
  private static CountDownLatch stoppedBySignal() {
    var stop = new CountDownLatch(1);
    var signals = Signals.listen();
    var listener =
        new Thread(
            () -> {
              try {
                signals.awaitStop();
                stop.countDown();
              } catch (InterruptedException unheard) {
                Thread.currentThread().interrupt();
              }
            },
            "unroll-bench-signals");
    listener.setDaemon(true);
    listener.start();
    return stop;
  }
}
