package dev.unroll;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Fills model repositories with real graphs. */
final class ModelFolders {
  private static final Path ZOO = Path.of("src/test/resources/zoo");
  private static final Path BUNDLED = Path.of("models");

  private ModelFolders() {}

  /** The models that come with the server. */
  static Path bundled() {
    return BUNDLED;
  }

  /** A version of nothing but a case's graphs; returns the model's folder. */
  static Path zoo(Path models, String graphs, String model, long version) throws IOException {
    var folder = models.resolve(model).resolve(Long.toString(version));
    Files.createDirectories(folder);
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
  static Path zoo(Path models, String graphs) throws IOException {
    return zoo(models, graphs, graphs, 1);
  }

  /** A version whose graph is cut off in the middle; returns the model's folder. */
  static Path truncated(Path models, String graphs, String model, long version) throws IOException {
    var folder = models.resolve(model).resolve(Long.toString(version));
    Files.createDirectories(folder);
    var whole = Files.readAllBytes(ZOO.resolve(graphs).resolve("model.onnx"));
    Files.write(folder.resolve("model.onnx"), java.util.Arrays.copyOf(whole, whole.length / 2));
    return models.resolve(model);
  }

  static void delete(Path folder) throws IOException {
    try (var paths = Files.walk(folder)) {
      for (var path : paths.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
