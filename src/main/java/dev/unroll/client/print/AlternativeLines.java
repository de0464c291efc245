package dev.unroll.client.print;

import dev.unroll.v1.Alternative;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Shows several outputs for one input, each with its score. */
final class AlternativeLines {
  private AlternativeLines() {}

  /**
   * Returns one line per output.
   *
   * @param scoresOne whether a single output has a line, too
   */
  static List<String> of(List<Alternative> alternatives, boolean scoresOne, Screen screen) {
    return alternatives.size() < (scoresOne ? 1 : 2)
        ? List.of()
        : IntStream.range(0, alternatives.size())
            .mapToObj(rank -> line(rank + 1, alternatives.get(rank), screen))
            .toList();
  }

  private static String line(int rank, Alternative alternative, Screen screen) {
    var score = String.format(Locale.ROOT, "%2d. %8.4f", rank, alternative.getNormalisedScore());
    return screen.dim(score) + "  " + output(alternative.getText(), alternative.getTokenIdsList());
  }

  /** Returns the text, or the ids for a model without a tokenizer. */
  static String output(String text, List<Long> ids) {
    return text.isEmpty()
        ? ids.stream().map(String::valueOf).collect(Collectors.joining(" "))
        : Columns.printable(text);
  }
}
