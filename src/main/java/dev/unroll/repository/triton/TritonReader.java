package dev.unroll.repository.triton;

import dev.unroll.codec.label.Labels;
import dev.unroll.core.LoadException;
import dev.unroll.triton.DataType;
import dev.unroll.triton.ModelConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Reads a model's Triton configuration. {@link TritonCheck} checks its tensors against the graph
 * later.
 */
public final class TritonReader {

  private final Path folder;
  private final ModelConfig config;
  private final ConfigSource source;

  private TritonReader(Path folder, TritonText text) {
    this.folder = folder;
    this.config = text.config();
    this.source = text.source();
  }

  /**
   * Reads a model's configuration.
   *
   * @param folder {@code <models>/<name>}
   * @param given a configuration as JSON that replaces the folder's
   * @return empty if there is none
   * @throws LoadException naming the file, the line and the field
   */
  public static Optional<TritonFile> read(Path folder, Optional<String> given)
      throws LoadException {
    var file = folder.resolve(TritonFile.NAME);
    if (given.isEmpty() && !Files.exists(file)) {
      return Optional.empty();
    }
    var text = given.isPresent() ? TritonText.ofJson(given.get()) : TritonText.ofFile(file);
    return Optional.of(new TritonReader(folder, text).file(IgnoredTritonFields.ignored(text)));
  }

  private TritonFile file(List<String> ignored) throws LoadException {
    var name = String.valueOf(folder.getFileName());
    if (!config.getName().isEmpty() && !config.getName().equals(name)) {
      throw source.wrong("name", "is '" + config.getName() + "', but the folder is '" + name + "'");
    }
    oneOf("platform", config.getPlatform(), TritonConfig.PLATFORM);
    oneOf("backend", config.getBackend(), TritonConfig.BACKEND);
    var sequences = new TritonSequenceReader(folder, config, source);
    var states = new LinkedHashMap<String, String>();
    sequences.states().forEach(state -> states.put(state.input(), state.output()));
    var inputs = new ArrayList<TritonConfig.Tensor>();
    for (int place = 0; place < config.getInputCount(); place++) {
      var input = config.getInput(place);
      inputs.add(
          tensor(
              "input[" + place + "]",
              input.getName(),
              input.getDataType(),
              input.getDimsList(),
              Optional.empty()));
    }
    var outputs = new ArrayList<TritonConfig.Tensor>();
    for (int place = 0; place < config.getOutputCount(); place++) {
      var output = config.getOutput(place);
      outputs.add(
          tensor(
              "output[" + place + "]",
              output.getName(),
              output.getDataType(),
              output.getDimsList(),
              labels("output[" + place + "].label_filename", output.getLabelFilename())));
    }
    return new TritonFile(
        new TritonConfig(maxBatchSize(), inputs, outputs, sequences.batching()),
        source,
        versions(),
        graphFile(),
        states,
        sequences.firstStates(),
        sequences.controls(),
        ignored);
  }

  private void oneOf(String field, String written, String served) throws LoadException {
    if (!written.isEmpty() && !written.equals(served)) {
      throw source.wrong(
          field,
          "is '"
              + written
              + "'; only ONNX models can be served: write platform \""
              + TritonConfig.PLATFORM
              + "\" or backend \""
              + TritonConfig.BACKEND
              + "\"");
    }
  }

  private OptionalInt maxBatchSize() throws LoadException {
    if (!config.hasMaxBatchSize()) {
      return OptionalInt.empty();
    }
    if (config.getMaxBatchSize() < 0) {
      throw source.wrong(
          "max_batch_size", "is " + config.getMaxBatchSize() + "; allowed are" + " numbers from 0");
    }
    return OptionalInt.of(config.getMaxBatchSize());
  }

  private TritonConfig.Tensor tensor(
      String path, String name, DataType type, List<Long> dims, Optional<Labels> labels)
      throws LoadException {
    if (name.isEmpty()) {
      throw source.wrong(path, "has no name");
    }
    for (int place = 0; place < dims.size(); place++) {
      long size = dims.get(place);
      if (size < -1 || size == 0) {
        throw source.wrong(
            path + ".dims[" + place + "]",
            "is " + size + "; allowed are sizes from 1, and -1 for" + " any size");
      }
    }
    return new TritonConfig.Tensor(name, datatype(path, type), dims, labels);
  }

  private String datatype(String path, DataType type) throws LoadException {
    return datatype(source, path, type);
  }

  /** Returns the Open Inference Protocol's name of a type: "FP32" for TYPE_FP32. */
  static String datatype(ConfigSource source, String path, DataType type) throws LoadException {
    return switch (type) {
      case TYPE_INVALID, UNRECOGNIZED ->
          throw source.wrong(path, "has no data_type, such as TYPE_FP32");
      case TYPE_STRING -> "BYTES";
      default -> type.name().substring("TYPE_".length());
    };
  }

  private Optional<Labels> labels(String path, String written) throws LoadException {
    return written.isEmpty()
        ? Optional.empty()
        : Optional.of(Labels.read(file(folder, path, written)));
  }

  /** Returns a file that the configuration names; it must be inside the folder. */
  private Path file(Path inside, String path, String written) throws LoadException {
    return new ModelFolder(inside, source).file(path, written);
  }

  private List<Long> versions() throws LoadException {
    if (!config.getVersionPolicy().hasSpecific()) {
      return List.of();
    }
    var versions = config.getVersionPolicy().getSpecific().getVersionsList();
    if (versions.isEmpty()) {
      throw source.wrong("version_policy.specific", "must name at least one version");
    }
    return List.copyOf(new HashSet<>(versions));
  }

  /**
   * Returns the graph's file name. The file is in each version's folder, so only its form is
   * checked here.
   */
  private String graphFile() throws LoadException {
    var written = config.getDefaultModelFilename();
    if (!written.isEmpty()) {
      new ModelFolder(folder, source).relative("default_model_filename", written);
    }
    return written;
  }
}
