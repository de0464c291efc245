package dev.unroll.repository.manifest;

import dev.unroll.core.LoadException;
import dev.unroll.core.Task;
import dev.unroll.plan.graph.InputOrder;
import dev.unroll.repository.triton.ConfigSource;
import dev.unroll.repository.triton.ModelFolder;
import dev.unroll.settings.StrictYaml;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Reads {@code model.yaml} of a model's folder and checks every value in it. */
public final class ManifestReader {
  /** The name of the file in a model's folder. */
  public static final String FILE_NAME = "model.yaml";

  private final ModelFolder folder;
  private final ManifestValues values;

  private ManifestReader(Path modelFolder) {
    this.folder =
        new ModelFolder(
            modelFolder, new ConfigSource(modelFolder.resolve(FILE_NAME).toString(), null));
    this.values = new ManifestValues(modelFolder.resolve(FILE_NAME));
  }

  /**
   * Reads the manifest of a model.
   *
   * @param modelFolder {@code <models>/<name>}
   * @return {@link Manifest#none} if the folder has no such file
   * @throws LoadException naming the file and the key
   */
  public static Manifest read(Path modelFolder) throws LoadException {
    var file = modelFolder.resolve(FILE_NAME);
    if (!Files.exists(file)) {
      return Manifest.none();
    }
    return new ManifestReader(modelFolder).manifest(StrictYaml.read(file, ManifestFile.class));
  }

  private Manifest manifest(ManifestFile file) throws LoadException {
    var inputs = new ManifestInputReader(folder, values);
    var outputs = new ManifestOutputReader(folder, values);
    var examples = new ManifestExampleReader(folder, values);
    return new Manifest(
        Objects.requireNonNullElse(file.description(), ""),
        file.task() == null ? Optional.empty() : Optional.of(task(file.task())),
        file.input() == null ? Optional.empty() : Optional.of(inputs.read(file.input())),
        file.output() == null ? Optional.empty() : Optional.of(outputs.read(file.output())),
        states(file),
        constants(file),
        file.layout() == null ? Optional.empty() : Optional.of(layout(file.layout())),
        file.example() == null ? Optional.empty() : Optional.of(examples.read(file.example())));
  }

  private Task task(String written) throws LoadException {
    return values.oneOf("task", written, Task.labels(), Task::of);
  }

  private InputOrder layout(String written) throws LoadException {
    return values.oneOf("layout", written, InputOrder.labels(), InputOrder::of);
  }

  private Map<String, Double> constants(ManifestFile file) throws LoadException {
    var constants = file.constants() == null ? Map.<String, Double>of() : file.constants();
    for (var constant : constants.entrySet()) {
      if (constant.getKey().isBlank()) {
        throw values.wrong(
            "constants", "must map the name of an input to a number, but a name is ''");
      }
      if (!Double.isFinite(constant.getValue())) {
        throw values.wrong(
            "constants." + constant.getKey(), constant.getValue() + " is not finite");
      }
    }
    return constants;
  }

  private Map<String, String> states(ManifestFile file) throws LoadException {
    var states = file.states() == null ? Map.<String, String>of() : file.states();
    for (var state : states.entrySet()) {
      if (state.getKey().isBlank() || state.getValue().isBlank()) {
        throw values.wrong(
            "states",
            "must map the name of an input to the name of its output," + " but one name is ''");
      }
    }
    if (states.values().stream().distinct().count() != states.size()) {
      throw values.wrong("states", "must map each input to another output, but is " + states);
    }
    return states;
  }
}
