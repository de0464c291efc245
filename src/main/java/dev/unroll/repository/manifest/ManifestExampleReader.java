package dev.unroll.repository.manifest;

import dev.unroll.codec.RawInput;
import dev.unroll.core.LoadException;
import dev.unroll.repository.triton.ModelFolder;
import dev.unroll.settings.RegularFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;

/** Reads the {@code example} of a manifest. */
final class ManifestExampleReader {
  /** The example is part of each description of the model, so it must be small. */
  private static final long MAX_IMAGE_BYTES = 1 << 20;

  private final ModelFolder folder;
  private final ManifestValues values;

  ManifestExampleReader(ModelFolder folder, ManifestValues values) {
    this.folder = folder;
    this.values = values;
  }

  RawInput read(ManifestFile.Example example) throws LoadException {
    var kinds = new LinkedHashMap<String, Boolean>();
    kinds.put("text", example.text() != null);
    kinds.put("token_ids", example.tokenIds() != null);
    kinds.put("vectors", example.vectors() != null);
    kinds.put("image", example.image() != null);
    values.exactlyOne("example", kinds);
    if (example.text() != null) {
      return new RawInput.Text(example.text());
    }
    if (example.tokenIds() != null) {
      return new RawInput.TokenIds(
          example.tokenIds().stream().mapToLong(Long::longValue).toArray());
    }
    if (example.vectors() != null) {
      return vectors(example.vectors());
    }
    if (example.image() != null) {
      return new RawInput.Image(bytes(folder.file("example.image", example.image())));
    }
    throw new IllegalStateException("exactly one kind of example was given");
  }

  private RawInput vectors(List<List<Float>> steps) throws LoadException {
    if (steps.isEmpty() || steps.get(0).isEmpty()) {
      throw values.wrong("example.vectors", "has no value");
    }
    int width = steps.get(0).size();
    var vectors = new float[steps.size() * width];
    for (int step = 0; step < steps.size(); step++) {
      var written = steps.get(step);
      if (written.size() != width) {
        throw values.wrong(
            "example.vectors[" + step + "]",
            "has " + written.size() + " values; it must have " + width + ", as the first step has");
      }
      for (int index = 0; index < width; index++) {
        vectors[step * width + index] = written.get(index);
      }
    }
    return new RawInput.VectorValues(vectors, width);
  }

  private byte[] bytes(Path file) throws LoadException {
    RegularFile.check(file);
    try {
      long bytes = Files.size(file);
      if (bytes > MAX_IMAGE_BYTES) {
        throw values.wrong(
            "example.image",
            "has " + bytes + " bytes; at most " + MAX_IMAGE_BYTES + " are allowed");
      }
      return Files.readAllBytes(file);
    } catch (IOException unreadable) {
      throw values.wrong("example.image", "cannot be read: " + unreadable);
    }
  }
}
