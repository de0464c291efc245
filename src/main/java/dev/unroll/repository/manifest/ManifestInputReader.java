package dev.unroll.repository.manifest;

import dev.unroll.codec.image.ImageFormat;
import dev.unroll.core.LoadException;
import dev.unroll.repository.triton.ModelFolder;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the {@code input} of a manifest. */
final class ManifestInputReader {
  private static final int RGB = 3;

  private final ModelFolder folder;
  private final ManifestValues values;

  ManifestInputReader(ModelFolder folder, ManifestValues values) {
    this.folder = folder;
    this.values = values;
  }

  ManifestInput read(ManifestFile.Input input) throws LoadException {
    var kinds = new LinkedHashMap<String, Boolean>();
    kinds.put("text", input.text() != null);
    kinds.put("tokens", input.tokens() != null);
    kinds.put("vectors", input.vectors() != null);
    kinds.put("image", input.image() != null);
    values.exactlyOne("input", kinds);
    if (input.text() != null) {
      var tokenizer = folder.file("input.text.tokenizer", input.text().tokenizer());
      return new ManifestInput.Text(tokenizer, steps("text", input.text().maxSteps()));
    }
    if (input.tokens() != null) {
      return new ManifestInput.Tokens(steps("tokens", input.tokens().maxSteps()));
    }
    if (input.vectors() != null) {
      return new ManifestInput.Vectors(steps("vectors", input.vectors().maxSteps()));
    }
    if (input.image() != null) {
      return new ManifestInput.Image(format(input.image()));
    }
    throw new IllegalStateException("exactly one kind of input was given");
  }

  private int steps(String kind, @Nullable Integer written) throws LoadException {
    return values.steps("input." + kind + ".max_steps", written, ManifestInput.DEFAULT_MAX_STEPS);
  }

  private ImageFormat format(ManifestFile.Image image) throws LoadException {
    int channels = image.channels() == null ? RGB : image.channels();
    if (channels != 1 && channels != RGB) {
      throw values.wrong("input.image.channels", "is " + channels + "; allowed are 1 and 3");
    }
    var mean = perChannel("input.image.mean", image.mean(), channels, 0);
    var std = perChannel("input.image.std", image.std(), channels, 1);
    for (float value : std) {
      if (value == 0) {
        throw values.wrong(
            "input.image.std",
            "is 0; allowed are numbers other than 0, since" + " values are divided by it");
      }
    }
    try {
      return new ImageFormat(image.width(), image.height(), channels, mean, std);
    } catch (IllegalArgumentException impossible) {
      throw values.wrong("input.image", String.valueOf(impossible.getMessage()));
    }
  }

  private float[] perChannel(
      String key, @Nullable List<Float> written, int channels, float otherwise)
      throws LoadException {
    if (written != null && written.size() != channels) {
      throw values.wrong(
          key,
          "has "
              + written.size()
              + " values; it must have "
              + channels
              + ", one for each"
              + " channel");
    }
    var perChannel = new float[channels];
    for (int channel = 0; channel < channels; channel++) {
      float value = written == null ? otherwise : written.get(channel);
      if (!Float.isFinite(value)) {
        throw values.wrong(key, value + " is not finite");
      }
      perChannel[channel] = value;
    }
    return perChannel;
  }
}
