package dev.unroll.inspect;

import dev.unroll.core.LoadException;
import dev.unroll.core.Ticker;
import dev.unroll.inspect.Inspection.GraphFile;
import dev.unroll.plan.Plan;
import dev.unroll.plan.graph.GraphHints;
import dev.unroll.plan.planner.Planner;
import dev.unroll.plan.planner.VersionFiles;
import dev.unroll.runtime.GraphException;
import dev.unroll.runtime.OnnxRuntime;
import dev.unroll.schedule.cost.PlanCosts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Plans, proves and measures a graph as the server would, and then frees it. */
public final class Inspector {
  private final Planner planner;
  private final Ticker ticker;

  public Inspector(OnnxRuntime runtime, Ticker ticker) {
    this.planner = new Planner(runtime);
    this.ticker = ticker;
  }

  /**
   * Plans a graph as the server would, and measures its stages.
   *
   * @param path a graph, or a folder that holds a model's graph or a generator's two
   * @param hints facts about the graph that its file does not hold
   * @throws LoadException if the graph cannot be loaded, planned or measured
   */
  public Inspection inspect(Path path, GraphHints hints) throws LoadException {
    var files = files(path);
    long start = ticker.nanos();
    try (var plan = plan(path, hints)) {
      long loadMillis = (ticker.nanos() - start) / 1_000_000;
      return new Inspection(files, plan.facts(), costs(plan), loadMillis);
    } catch (GraphException e) {
      throw new LoadException(path.getFileName() + " cannot be measured: " + e.getMessage(), e);
    }
  }

  /** Returns the costs of each stage, for one row and for a few rows. */
  private List<List<StageCost>> costs(Plan plan) throws GraphException {
    var costs = PlanCosts.measure(plan, ticker);
    var stages = new ArrayList<List<StageCost>>();
    for (int place = 0; place < plan.facts().stages().size(); place++) {
      stages.add(StageCost.of(plan, place, costs.stage(place)));
    }
    return stages;
  }

  private Plan plan(Path path, GraphHints hints) throws LoadException {
    if (isDecoder(path)) {
      // It could be run as it is, but not as what it is for.
      throw halfOfGenerator(path, path.getFileName() + " is not a model by itself", null);
    }
    try {
      return Files.isDirectory(path) ? planner.plan(path, hints) : planner.planFile(path, hints);
    } catch (LoadException e) {
      throw isEncoder(path) ? halfOfGenerator(path, e.reason(), e) : e;
    } catch (RuntimeException e) {
      throw new LoadException(path.getFileName() + " cannot be understood: " + e, e);
    }
  }

  private static LoadException halfOfGenerator(
      Path file, String reason, @Nullable LoadException cause) {
    return new LoadException(
        reason + "; it is half of a generator: inspect its folder, " + file.getParent(), cause);
  }

  private static boolean isEncoder(Path file) {
    return file.endsWith(VersionFiles.ENCODER)
        && Files.exists(file.resolveSibling(VersionFiles.DECODER));
  }

  private static boolean isDecoder(Path file) {
    return file.endsWith(VersionFiles.DECODER)
        && Files.exists(file.resolveSibling(VersionFiles.ENCODER));
  }

  private static List<GraphFile> files(Path path) throws LoadException {
    if (!Files.exists(path)) {
      throw new LoadException(path + " does not exist; give a graph, or the folder of a version");
    }
    var paths =
        Files.isDirectory(path)
            ? VersionFiles.NAMES.stream().map(path::resolve).filter(Files::exists).toList()
            : List.of(path);
    var files = new ArrayList<GraphFile>();
    for (var file : paths) {
      try {
        files.add(new GraphFile(file.toString(), Files.size(file)));
      } catch (IOException e) {
        throw new LoadException(file + " cannot be read: " + e.getMessage(), e);
      }
    }
    if (files.isEmpty()) {
      throw new LoadException(
          path
              + " "
              + VersionFiles.none(path).reason()
              + version(path).map(folder -> "; inspect a version of it: " + folder).orElse(""));
    }
    return files;
  }

  /** Returns the newest version within a model's folder that has a graph. */
  private static Optional<Path> version(Path model) throws LoadException {
    try (var folders = Files.list(model)) {
      return folders
          .filter(
              folder -> VersionFiles.NAMES.stream().map(folder::resolve).anyMatch(Files::exists))
          .max(Comparator.comparing(folder -> folder.getFileName().toString()));
    } catch (IOException e) {
      throw new LoadException(model + " cannot be read: " + e.getMessage(), e);
    }
  }
}
