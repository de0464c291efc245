package dev.unroll.core;

import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the known word that a misspelled one probably means, for error messages. */
public final class SpellingHint {
  private SpellingHint() {}

  /**
   * Returns the known word with the smallest edit distance, ignoring case and Unicode's form. Empty
   * if the distance is more than 1 and more than a third of the longer word's length. Of equally
   * near words it is the one whose letters are nearer: a Korean syllable is up to three of them.
   */
  public static Optional<String> to(String written, Collection<String> known) {
    var wanted = lower(written, Form.NFC);
    var letters = lower(written, Form.NFD);
    return known.stream()
        .filter(word -> isNear(wanted, word))
        .min(
            Comparator.comparingInt((String word) -> distance(wanted, lower(word, Form.NFC)))
                .thenComparingInt(word -> distance(letters, lower(word, Form.NFD)))
                .thenComparing(Comparator.naturalOrder()));
  }

  private static String lower(String word, Form form) {
    return Normalizer.normalize(word, form).toLowerCase(Locale.ROOT);
  }

  /** Returns "; did you mean 'x'?", or an empty string if no word is near. */
  public static String hint(String written, Collection<String> known) {
    return to(written, known).map(word -> "; did you mean '" + word + "'?").orElse("");
  }

  private static boolean isNear(String wanted, String word) {
    var lower = lower(word, Form.NFC);
    int allowance = allowance(wanted, lower);
    // The distance is at least this. It costs the product of the lengths, and a client chooses one.
    return Math.abs(wanted.length() - lower.length()) <= allowance
        && distance(wanted, lower) <= allowance;
  }

  private static int allowance(String written, String word) {
    return Math.max(1, Math.max(written.length(), word.length()) / 3);
  }

  /** Returns the edit distance: deletions, insertions, substitutions and swaps of neighbours. */
  private static int distance(String left, String right) {
    var distances = new int[left.length() + 1][right.length() + 1];
    for (int row = 0; row <= left.length(); row++) {
      for (int column = 0; column <= right.length(); column++) {
        distances[row][column] = distance(left, right, row, column, distances);
      }
    }
    return distances[left.length()][right.length()];
  }

  /** Returns the distance of two prefixes, from the distances of shorter ones. */
  private static int distance(String left, String right, int row, int column, int[][] distances) {
    if (row == 0 || column == 0) {
      return row + column;
    }
    boolean same = left.charAt(row - 1) == right.charAt(column - 1);
    int least =
        Math.min(
            distances[row - 1][column - 1] + (same ? 0 : 1),
            1 + Math.min(distances[row - 1][column], distances[row][column - 1]));
    boolean swapped =
        row > 1
            && column > 1
            && left.charAt(row - 1) == right.charAt(column - 2)
            && left.charAt(row - 2) == right.charAt(column - 1);
    return swapped ? Math.min(least, 1 + distances[row - 2][column - 2]) : least;
  }
}
