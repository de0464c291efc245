package dev.unroll.repository.manifest;

import dev.unroll.codec.label.Scores;
import dev.unroll.codec.label.TagScheme;
import dev.unroll.codec.label.TagUnit;
import dev.unroll.core.LoadException;
import dev.unroll.repository.triton.ModelFolder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the {@code output} of a manifest. */
final class ManifestOutputReader {
  private final ModelFolder folder;
  private final ManifestValues values;

  ManifestOutputReader(ModelFolder folder, ManifestValues values) {
    this.folder = folder;
    this.values = values;
  }

  ManifestOutput read(ManifestFile.Output output) throws LoadException {
    var kinds = new LinkedHashMap<String, Boolean>();
    kinds.put("labels", output.labels() != null);
    kinds.put("tags", output.tags() != null);
    kinds.put("blank", output.blank() != null);
    kinds.put("text", output.text() != null);
    kinds.put("vectors", output.vectors() != null);
    values.exactlyOne("output", kinds);
    if (output.labels() != null) {
      return new ManifestOutput.Labels(
          folder.file("output.labels", output.labels().file()),
          scores("output.labels.scores", output.labels().scores()));
    }
    if (output.tags() != null) {
      return tags(output.tags());
    }
    if (output.blank() != null) {
      return blank(output.blank());
    }
    if (output.text() != null) {
      return text(output.text());
    }
    return new ManifestOutput.Vectors();
  }

  private ManifestOutput tags(ManifestFile.Tags tags) throws LoadException {
    return new ManifestOutput.Tags(
        folder.file("output.tags", tags.file()),
        scores("output.tags.scores", tags.scores()),
        tags.unit() == null
            ? TagUnit.STEP
            : constant("output.tags.unit", tags.unit(), TagUnit.class),
        tags.scheme() == null
            ? TagScheme.PLAIN
            : constant("output.tags.scheme", tags.scheme(), TagScheme.class));
  }

  private ManifestOutput blank(ManifestFile.Blank blank) throws LoadException {
    return new ManifestOutput.Blank(
        folder.file("output.blank.file", blank.file()),
        blank.token(),
        scores("output.blank.scores", blank.scores()));
  }

  private ManifestOutput text(ManifestFile.Generated text) throws LoadException {
    var decoding = new ManifestDecodingReader(values);
    return new ManifestOutput.Text(
        folder.file("output.text.tokenizer", text.tokenizer()),
        Optional.ofNullable(text.start()),
        stops(text.stop()),
        values.steps("output.text.max_steps", text.maxSteps(), GenerationDefaults.USUAL_MAX_STEPS),
        decoding.sampling(text),
        decoding.beams(text),
        decoding.lengthPenalty(text));
  }

  private List<String> stops(@Nullable Object written) throws LoadException {
    if (written == null) {
      return List.of();
    }
    var stops = new ArrayList<String>();
    for (var stop : written instanceof List<?> list ? list : List.of(written)) {
      if (!(stop instanceof String token) || token.isEmpty()) {
        throw values.wrong(
            "output.text.stop",
            "must be a token or a list of tokens, in quotes, but is " + written);
      }
      stops.add(token);
    }
    return stops;
  }

  private Optional<Scores> scores(String key, @Nullable String written) throws LoadException {
    return written == null ? Optional.empty() : Optional.of(constant(key, written, Scores.class));
  }

  private <E extends Enum<E>> E constant(String key, String written, Class<E> type)
      throws LoadException {
    var allowed =
        Arrays.stream(type.getEnumConstants())
            .map(constant -> constant.name().toLowerCase(Locale.ROOT))
            .toList();
    return values.oneOf(
        key, written, allowed, word -> Enum.valueOf(type, word.toUpperCase(Locale.ROOT)));
  }
}
