package dev.unroll.openinference.tensor;

import dev.unroll.codec.label.Labels;
import dev.unroll.repository.ModelOutput;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/** The extension "classification": the largest elements as {@code value:index:label}. */
final class Classification {
  private Classification() {}

  /** The names that a model has for the numbers of an output. */
  public static Optional<Labels> names(ModelOutput model, TensorSpec spec) {
    if (spec.meaning() != TensorSpec.Meaning.GRAPH) {
      return Optional.empty();
    }
    if (model instanceof ModelOutput.Ranked ranked && ranked.place() == spec.place()) {
      return Optional.of(ranked.labels());
    }
    if (model instanceof ModelOutput.Tagged tagged && tagged.place() == spec.place()) {
      return Optional.of(tagged.labels());
    }
    if (model instanceof ModelOutput.Filled filled && filled.place() == spec.place()) {
      return Optional.of(filled.labels());
    }
    return Optional.empty();
  }

  /**
   * Largest first; equals in the order of their indexes.
   *
   * @param labels names of the indexes that have one
   */
  public static List<String> rank(
      float[] values, int classes, Optional<Labels> labels, boolean areIntegers) {
    return IntStream.range(0, values.length)
        .boxed()
        .sorted((one, other) -> Float.compare(values[other], values[one]))
        .limit(classes)
        .map(index -> text(values[index], index, labels, areIntegers))
        .toList();
  }

  private static String text(float value, int index, Optional<Labels> labels, boolean isInteger) {
    var number = isInteger ? Long.toString((long) value) : String.format(Locale.ROOT, "%f", value);
    var label =
        labels.filter(known -> index < known.size()).map(known -> ":" + known.names().get(index));
    return number + ":" + index + label.orElse("");
  }
}
