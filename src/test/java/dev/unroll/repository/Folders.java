package dev.unroll.repository;

import dev.unroll.core.LoadException;
import dev.unroll.onnx.SmallGraph;
import dev.unroll.plan.Planner;
import dev.unroll.runtime.DeviceChoice;
import dev.unroll.runtime.OnnxRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Model repositories for tests. */
public final class Folders {
  private static final Path ZOO = Path.of("src/test/resources/zoo");

  private Folders() {}

  /** A version of a zoo case's graph; returns the model's folder. */
  public static Path zoo(Path models, String graphs, String model, long version)
      throws IOException {
    var folder = Files.createDirectories(models.resolve(model).resolve(Long.toString(version)));
    Files.copy(ZOO.resolve(graphs).resolve("model.onnx"), folder.resolve("model.onnx"));
    return models.resolve(model);
  }

  /** Version 1 of a small graph; returns the model's folder. */
  static Path small(Path models, SmallGraph graph, String model) throws IOException {
    var folder = Files.createDirectories(models.resolve(model).resolve("1"));
    graph.write(folder, "model.onnx");
    return models.resolve(model);
  }

  /** A repository that has looked at the folder once. */
  public static ModelRepository repository(Path models) throws LoadException {
    return repository(models, new RepositoryListener() {});
  }

  static ModelRepository repository(Path models, RepositoryListener listener) throws LoadException {
    var planner = new Planner(OnnxRuntime.open(DeviceChoice.parse("cpu")));
    var repository = new ModelRepository(models, new ModelLoader(planner, 1, () -> 0), listener, 1);
    repository.refresh(false);
    return repository;
  }
}
