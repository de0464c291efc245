package dev.unroll.cli;

import dev.unroll.client.UsageException;
import dev.unroll.core.LoadException;
import dev.unroll.core.Ticker;
import dev.unroll.inspect.Inspector;
import dev.unroll.inspect.PlanDot;
import dev.unroll.inspect.PlanJson;
import dev.unroll.inspect.PlanTree;
import dev.unroll.plan.graph.GraphHints;
import dev.unroll.plan.graph.InputOrder;
import dev.unroll.runtime.DeviceChoice;
import dev.unroll.runtime.OnnxRuntime;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows how a graph would be run and its proof, without a server. */
@Command(
    name = "inspect",
    description = {
      "Shows how a graph would be run: its stages, what they cost, and the proof.",
      "It needs no server, and serves nothing."
    },
    sortOptions = false,
    usageHelpWidth = 100)
final class InspectCommand implements Callable<Integer> {
  private final PrintStream out;

  @Parameters(
      paramLabel = "FILE|FOLDER",
      description = "A graph, or a folder with model.onnx or with encoder.onnx and decoder.onnx.")
  private Path path = Path.of("");

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      description = "auto, cpu, cuda or cuda:N. Default: auto.")
  private String device = "auto";

  @Option(
      names = "--state",
      paramLabel = "INPUT=OUTPUT",
      description = "Names a hidden state, as the manifest's `states` does. May be repeated.")
  private Map<String, String> states = new LinkedHashMap<>();

  @Option(
      names = "--layout",
      paramLabel = "ORDER",
      description =
          "batch-first or time-major: which axis comes first, as the manifest's `layout`."
              + " Default: found from the graph.")
  private String layout = "";

  @Option(names = "--json", description = "One JSON object, for programs.")
  private boolean json;

  @Option(names = "--dot", description = "A drawing for Graphviz: ... --dot | dot -Tsvg")
  private boolean dot;

  InspectCommand(PrintStream out) {
    this.out = out;
  }

  @Override
  public Integer call() throws UsageException, LoadException {
    if (json && dot) {
      throw new UsageException("give only one of --json and --dot");
    }
    var runtime = OnnxRuntime.open(choice());
    var found = new Inspector(runtime, Ticker.system()).inspect(path, hints());
    out.println(
        json ? PlanJson.of(found) : dot ? new PlanDot(found).draw() : new PlanTree(found).draw());
    return ExitCode.OK;
  }

  private GraphHints hints() throws UsageException {
    var known = GraphHints.ofStates(states);
    if (layout.isEmpty()) {
      return known;
    }
    try {
      return known.with(Optional.of(InputOrder.of(layout)));
    } catch (IllegalArgumentException e) {
      throw new UsageException("--layout: " + e.getMessage());
    }
  }

  private DeviceChoice choice() throws UsageException {
    try {
      return DeviceChoice.parse(device);
    } catch (LoadException e) {
      throw new UsageException("--" + e.reason());
    }
  }
}
