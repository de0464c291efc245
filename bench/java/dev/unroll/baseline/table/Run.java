package dev.unroll.baseline.table;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command line of {@code bench/run}. */
@Command(
    name = "bench/run",
    description = "Measures Unroll beside its baselines, and prints their ratios.",
    mixinStandardHelpOptions = true)
final class Run implements Callable<Integer> {
  private static final Path FOLDER = Path.of("target", "bench");

  @Parameters(
      paramLabel = "WORKLOAD",
      description =
          "mixed, bimodal, uniform, bidirectional, decode, tiny, protocol, streams or overload. All of"
              + " them if none is named.")
  private List<String> names = new ArrayList<>();

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "How long each measurement is. Default: 20.")
  private int seconds = 20;

  @Option(
      names = "--warm-up",
      paramLabel = "N",
      description = "Seconds of load before each. Default: 5.")
  private int warmUpSeconds = 5;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "How often each is repeated, in turns. Default: 3.")
  private int rounds = 3;

  private Run() {}

  public static void main(String[] arguments) {
    var command = new CommandLine(new Run());
    command.setExecutionExceptionHandler(Run::explain);
    System.exit(command.execute(arguments));
  }

  /** What was expected to go wrong needs no stack trace. */
  private static int explain(Exception failure, CommandLine command, CommandLine.ParseResult unused)
      throws Exception {
    if (failure instanceof BenchException || failure instanceof IllegalArgumentException) {
      command.getErr().println("bench/run: " + failure.getMessage());
      return 1;
    }
    throw failure;
  }

  @Override
  public Integer call() throws Exception {
    atLeast("--seconds", seconds, 1);
    atLeast("--warm-up", warmUpSeconds, 0);
    atLeast("--rounds", rounds, 1);
    var workloads = Workloads.named(names);
    var machine = Machine.describe();
    System.err.println(machine);
    Files.createDirectories(FOLDER);
    var report = new Report();
    var site = new Site(FOLDER, seconds, warmUpSeconds, rounds, report);
    for (var workload : workloads) {
      int before = report.figures().size();
      workload.run(site);
      report.figures().stream().skip(before).forEach(System.err::println);
      // After each: what was seen before another fails is kept.
      write(machine, report);
    }
    System.out.print(page(machine, report));
    return 0;
  }

  private static void atLeast(String flag, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(
          flag + " = '" + value + "': allowed is a whole number from " + least);
    }
  }

  private String page(String machine, Report report) {
    return machine
        + ".\nEach measurement "
        + seconds
        + " s after "
        + warmUpSeconds
        + " s of warm-up, "
        + rounds
        + " rounds in turns; medians, and of the ratios the lowest and the highest.\n\n"
        + report;
  }

  private void write(String machine, Report report) throws IOException {
    Files.writeString(FOLDER.resolve("table.md"), page(machine, report));
    new ObjectMapper()
        .writerWithDefaultPrettyPrinter()
        .writeValue(
            FOLDER.resolve("table.json").toFile(),
            Map.of(
                "machine",
                machine,
                "figures",
                report.figures(),
                "measurements",
                report.measurements()));
  }
}
