package dev.unroll.plan.planner;

import dev.unroll.onnx.SmallGraph;
import dev.unroll.plan.SlicedPlan;
import dev.unroll.plan.graph.OnnxGraph;
import dev.unroll.runtime.DeviceChoice;
import dev.unroll.runtime.OnnxRuntime;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** How long it takes to load and prove a model of some 50 MB. To be run by hand. */
final class LoadingCost {
  private static final int VOCABULARY = 2000;
  private static final int WIDTH = 512;
  private static final int ROUNDS = 3;

  private LoadingCost() {}

  /** Prints a table: a line for each model and round, seconds for each part of loading. */
  public static void main(String[] arguments) throws Exception {
    var folder = Files.createTempDirectory("loading");
    var runtime = OnnxRuntime.open(DeviceChoice.parse("cpu"));
    for (var direction : List.of("forward", "bidirectional")) {
      int hidden = direction.equals("forward") ? 1400 : 800;
      var file = graph(direction, hidden).write(folder, "model.onnx");
      System.out.printf(
          "LSTM %d %s, %.1f MB, machine's load %.1f%n",
          hidden,
          direction,
          Files.size(file) / 1e6,
          ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
      for (int round = 0; round < ROUNDS; round++) {
        measure(runtime, folder, file);
      }
      Files.delete(file);
    }
    Files.delete(folder);
  }

  private static void measure(OnnxRuntime runtime, Path folder, Path file) throws Exception {
    long start = System.nanoTime();
    long cpuStart = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    var graph = OnnxGraph.read(file);
    long read = System.nanoTime();
    var session = runtime.load(file);
    long loaded = System.nanoTime();
    var whole = new StageProbe("whole", session, graph, Map.of(), Optional.empty()).find();
    long probed = System.nanoTime();
    var best =
        new Proposals(runtime, folder, graph, whole, graph.states(), Map.of(), List.of()).best();
    long proven = System.nanoTime();
    System.out.printf(
        "  read %.2f, load %.2f, probe %.2f, cut and prove %.2f, together %.2f s (%.2f of a core): %s%n",
        (read - start) / 1e9,
        (loaded - read) / 1e9,
        (probed - loaded) / 1e9,
        (proven - probed) / 1e9,
        (proven - start) / 1e9,
        (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpuStart) / 1e9,
        best.map(plan -> plan.facts().label() + " " + plan.facts().proof()).orElse("whole"));
    // A plan closes the graphs that it was made of.
    best.ifPresentOrElse(SlicedPlan::close, session::close);
  }

  private static SmallGraph graph(String direction, int hidden) {
    int directions = direction.equals("forward") ? 1 : 2;
    var random = new Random(1);
    var graph = new SmallGraph().input("x", SmallGraph.INT64, "rows", "steps");
    graph.output("y", SmallGraph.FLOAT32, "rows", 5);
    weight(graph, random, "table", VOCABULARY, WIDTH);
    weight(graph, random, "w", directions, 4 * hidden, WIDTH);
    weight(graph, random, "r", directions, 4 * hidden, hidden);
    weight(graph, random, "head", directions * hidden, 5);
    graph.integers("flat", List.of(2L), 0, -1);
    return graph
        .node("Gather", "table,x", "vectors")
        .node("Transpose", "vectors", "steps", SmallGraph.numbers("perm", 1, 0, 2))
        .node(
            "LSTM",
            "steps,w,r",
            ",last",
            SmallGraph.number("hidden_size", hidden),
            SmallGraph.text("direction", direction))
        .node("Transpose", "last", "turned", SmallGraph.numbers("perm", 1, 0, 2))
        .node("Reshape", "turned,flat", "features")
        .node("MatMul", "features,head", "y");
  }

  private static void weight(SmallGraph graph, Random random, String name, int... sizes) {
    var shape = java.util.Arrays.stream(sizes).mapToObj(size -> (long) size).toList();
    var values = new float[shape.stream().mapToInt(Long::intValue).reduce(1, (a, b) -> a * b)];
    for (int index = 0; index < values.length; index++) {
      values[index] = (random.nextFloat() - 0.5f) / 10;
    }
    graph.weight(name, shape, values);
  }
}
