package dev.unroll.baseline.limit;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.unroll.baseline.compute.Graph;
import dev.unroll.baseline.models.BenchModel;
import dev.unroll.baseline.models.BenchModels;
import dev.unroll.bench.load.DrawnLengths;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

/**
 * Computes sequences in batches of equal length, each as large as is best for that length, on all
 * cores. No server can do with less: it would have to have so many sequences of each length
 * waiting, and to spend nothing on receiving and answering them.
 */
public final class Limit {
  private static final int CLASSES = 12;
  private static final int DRAWN = 20_000;
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  private Limit() {}

  /** {@code MODEL FOLDER LENGTHS SECONDS}: prints the report as JSON. */
  public static void main(String[] arguments) throws Exception {
    if (arguments.length != 4) {
      throw new IllegalArgumentException("usage: Limit MODEL FOLDER LENGTHS SECONDS");
    }
    var report =
        measure(
            BenchModel.of(arguments[0]),
            Path.of(arguments[1]),
            DrawnLengths.draw(arguments[2], DRAWN, 1),
            Long.parseLong(arguments[3]) * NANOS_PER_SECOND);
    System.out.println(new ObjectMapper().writeValueAsString(report));
  }

  static LimitReport measure(BenchModel model, Path folder, int[] lengths, long measureNanos)
      throws Exception {
    int cores = Runtime.getRuntime().availableProcessors();
    var classes = new LengthClasses(lengths, CLASSES);
    var pool = Executors.newFixedThreadPool(cores);
    try (var graph = Graph.load(BenchModels.graph(model, folder))) {
      var threads =
          IntStream.range(0, cores)
              .mapToObj(seed -> new LimitThread(model, graph, classes, lengths, measureNanos, seed))
              .toList();
      var found = new ArrayList<LimitThread.Found>();
      for (var future : pool.invokeAll(threads)) {
        found.add(future.get());
      }
      return report(classes, found);
    } finally {
      pool.shutdown();
    }
  }

  private static LimitReport report(LengthClasses classes, List<LimitThread.Found> found) {
    Map<Integer, Integer> rows = new TreeMap<>();
    for (int index = 0; index < classes.count(); index++) {
      rows.put(classes.steps(index), found.get(0).rows()[index]);
    }
    return new LimitReport(
        found.stream().mapToDouble(LimitThread.Found::cpuSeconds).average().orElseThrow(),
        found.stream().mapToDouble(thread -> 1 / thread.wallSeconds()).sum(),
        found.stream().mapToDouble(LimitThread.Found::steps).average().orElseThrow(),
        rows);
  }
}
