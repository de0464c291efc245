package dev.unroll.repository;

import dev.unroll.core.LoadException;
import dev.unroll.onnx.SmallGraph;
import dev.unroll.plan.planner.Planner;
import dev.unroll.runtime.DeviceChoice;
import dev.unroll.runtime.OnnxRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Model repositories for tests. */
public final class Folders {
  private static final Path ZOO = Path.of("src/test/resources/zoo");
  private static final Path BUNDLED = Path.of("models");

  private Folders() {}

  /** The models that come with the server. */
  public static Path bundled() {
    return BUNDLED;
  }

  /** The networks of the Keras tutorial, a repository inside of the bundled one. */
  public static Path tutorial() {
    return BUNDLED.resolve("tutorial");
  }

  /** The names of a repository's models. */
  public static List<String> modelsIn(Path repository) throws IOException {
    try (var folders = Files.list(repository)) {
      return folders
          .filter(folder -> Files.isDirectory(folder.resolve("1")))
          .map(folder -> folder.getFileName().toString())
          .sorted()
          .toList();
    }
  }

  /** A version of nothing but a zoo case's graphs; returns the model's folder. */
  public static Path zoo(Path models, String graphs, String model, long version)
      throws IOException {
    var folder = version(models, model, version);
    try (var files = Files.list(ZOO.resolve(graphs))) {
      for (var file : files.filter(path -> path.toString().endsWith(".onnx")).toList()) {
        // Moved into place: the server may be looking.
        var copy = Files.copy(file, models.resolve(model).resolve(".new"));
        Files.move(copy, folder.resolve(file.getFileName()), StandardCopyOption.ATOMIC_MOVE);
      }
    }
    return models.resolve(model);
  }

  /** The same under the case's own name, as version 1. */
  public static Path zoo(Path models, String graphs) throws IOException {
    return zoo(models, graphs, graphs, 1);
  }

  /** A version whose graph is cut off in the middle; returns the model's folder. */
  public static Path truncated(Path models, String graphs, String model, long version)
      throws IOException {
    var whole = Files.readAllBytes(ZOO.resolve(graphs).resolve("model.onnx"));
    var half = Arrays.copyOf(whole, whole.length / 2);
    Files.write(version(models, model, version).resolve("model.onnx"), half);
    return models.resolve(model);
  }

  /** Version 1 of a small graph; returns the model's folder. */
  static Path small(Path models, SmallGraph graph, String model) throws IOException {
    graph.write(version(models, model, 1), "model.onnx");
    return models.resolve(model);
  }

  private static Path version(Path models, String model, long version) throws IOException {
    return Files.createDirectories(models.resolve(model).resolve(Long.toString(version)));
  }

  /** Copies a folder with all that is in it. */
  public static void copy(Path from, Path to) throws IOException {
    try (var files = Files.walk(from)) {
      for (var file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }

  /** Deletes a folder with all that is in it. */
  public static void delete(Path folder) throws IOException {
    try (var paths = Files.walk(folder)) {
      for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  /** Whether anybody holds a model: the repository does as long as it serves it. */
  public static boolean isHeld(ServedModel model) {
    boolean isHeld = model.retain();
    if (isHeld) {
      model.release();
    }
    return isHeld;
  }

  /** A repository that has looked at the folder once. */
  public static ModelRepository repository(Path models) throws LoadException {
    return repository(models, new RepositoryListener() {});
  }

  static ModelRepository repository(Path models, RepositoryListener listener) throws LoadException {
    var runtime = OnnxRuntime.open(DeviceChoice.parse("cpu"));
    var loader = new ModelLoader(new Planner(runtime), 1, () -> 0);
    var limits = new LoadLimits(1, Duration.ofHours(1), Duration.ofHours(1));
    var repository = new ModelRepository(models, loader, listener, limits, runtime.activeRuns());
    repository.refresh(false);
    return repository;
  }
}
