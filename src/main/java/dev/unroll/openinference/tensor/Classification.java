package dev.unroll.openinference.tensor;

import dev.unroll.codec.label.Labels;
import dev.unroll.plan.stage.Output;
import dev.unroll.repository.ModelOutput;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The protocol extension "classification": returns the largest elements as {@code
 * value:index:label}.
 */
final class Classification {
  private Classification() {}

  /** Returns a model's labels for the elements of an output, if it has any. */
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
   * Returns the largest elements, largest first; equal ones in the order of their indexes.
   *
   * @param labels the labels of the indexes, if there are any
   */
  static List<String> rank(
      Output output, int classes, Optional<Labels> labels, boolean areIntegers) {
    Comparator<Integer> largest =
        areIntegers
            ? Comparator.comparing(output::integer, Comparator.reverseOrder())
            : Comparator.comparing(output::number, Comparator.reverseOrder());
    return IntStream.range(0, output.values().length)
        .boxed()
        .sorted(largest)
        .limit(classes)
        .map(index -> text(output, index, labels, areIntegers))
        .toList();
  }

  private static String text(Output output, int index, Optional<Labels> labels, boolean isInteger) {
    var number =
        isInteger
            ? Long.toString(output.integer(index))
            : String.format(Locale.ROOT, "%f", output.number(index));
    var label =
        labels.filter(known -> index < known.size()).map(known -> ":" + known.names().get(index));
    return number + ":" + index + label.orElse("");
  }
}
