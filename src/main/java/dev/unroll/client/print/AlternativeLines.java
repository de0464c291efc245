package dev.unroll.client.print;

import dev.unroll.v1.Alternative;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Several outputs for one input, each with the score that ranks it. */
final class AlternativeLines {
  private AlternativeLines() {}

  /** Nothing where there is only the output itself. */
  static List<String> of(List<Alternative> alternatives, Screen screen) {
    return alternatives.size() < 2
        ? List.of()
        : IntStream.range(0, alternatives.size())
            .mapToObj(rank -> line(rank + 1, alternatives.get(rank), screen))
            .toList();
  }

  private static String line(int rank, Alternative alternative, Screen screen) {
    var score = String.format(Locale.ROOT, "%2d. %8.4f", rank, alternative.getNormalisedScore());
    return screen.dim(score) + "  " + output(alternative.getText(), alternative.getTokenIdsList());
  }

  /** A model without a tokenizer has only ids to show. */
  static String output(String text, List<Long> ids) {
    return text.isEmpty()
        ? ids.stream().map(String::valueOf).collect(Collectors.joining(" "))
        : Columns.printable(text);
  }
}
