package dev.unroll.core;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds what somebody probably meant, so that an error can say it. */
public final class Nearest {
  private Nearest() {}

  /**
   * The known word nearest to the written one by edit distance, if it is near enough to be a slip:
   * at most a third of its letters away, and at least one is always allowed.
   */
  public static Optional<String> to(String written, Collection<String> known) {
    var wanted = written.toLowerCase(Locale.ROOT);
    return known.stream()
        .filter(word -> distance(wanted, word.toLowerCase(Locale.ROOT)) <= allowance(wanted, word))
        .min(
            Comparator.comparingInt(
                    (String word) -> distance(wanted, word.toLowerCase(Locale.ROOT)))
                .thenComparing(Comparator.naturalOrder()));
  }

  /** "; did you mean 'x'?" or nothing. */
  public static String hint(String written, Collection<String> known) {
    return to(written, known).map(word -> "; did you mean '" + word + "'?").orElse("");
  }

  private static int allowance(String written, String word) {
    return Math.max(1, Math.max(written.length(), word.length()) / 3);
  }

  /** Levenshtein's distance, in two rows. */
  private static int distance(String left, String right) {
    var previous = new int[right.length() + 1];
    var current = new int[right.length() + 1];
    for (int column = 0; column <= right.length(); column++) {
      previous[column] = column;
    }
    for (int row = 1; row <= left.length(); row++) {
      current[0] = row;
      for (int column = 1; column <= right.length(); column++) {
        int substitution =
            previous[column - 1] + (left.charAt(row - 1) == right.charAt(column - 1) ? 0 : 1);
        current[column] =
            Math.min(substitution, 1 + Math.min(previous[column], current[column - 1]));
      }
      var swap = previous;
      previous = current;
      current = swap;
    }
    return previous[right.length()];
  }
}
