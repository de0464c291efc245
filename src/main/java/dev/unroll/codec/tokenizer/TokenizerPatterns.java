package dev.unroll.codec.tokenizer;

import dev.unroll.codec.tokenizer.RegexNode.Atomic;
import dev.unroll.codec.tokenizer.RegexNode.Choice;
import dev.unroll.codec.tokenizer.RegexNode.Look;
import dev.unroll.codec.tokenizer.RegexNode.One;
import dev.unroll.codec.tokenizer.RegexNode.Repeat;
import dev.unroll.codec.tokenizer.RegexNode.Sequence;
import dev.unroll.core.Excerpt;
import dev.unroll.core.LoadException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Refuses the regular expressions of a {@code tokenizer.json} that a client's text could make very
 * slow. The native library gives up after ten million tries at one place of a text, and gives up by
 * ending the whole process.
 */
final class TokenizerPatterns {
  /** With it, a million characters stay below the native library's ten million tries. */
  private static final double MOST_LINEAR = 9;

  /** Tries that do not grow with the text. */
  private static final double MOST_CONSTANT = 100_000;

  private static final String ADVICE =
      "; write it without repetitions of repetitions, with at most one '*' or '+' that something"
          + " follows, or make them possessive, as in '\\s++'";

  private TokenizerPatterns() {}

  /**
   * Checks patterns.
   *
   * @param source names the file in errors
   */
  static void check(String source, List<String> patterns) throws LoadException {
    for (var pattern : patterns) {
      var problem = problem(pattern);
      if (problem != null) {
        throw new LoadException(
            source + ": the pattern '" + Excerpt.of(pattern, 400) + "' is refused: " + problem);
      }
    }
  }

  /** Returns why a pattern is refused; null if it is not. */
  static @Nullable String problem(String pattern) {
    RegexNode node;
    try {
      node = RegexParser.parse(pattern);
    } catch (RegexParser.Unsupported unsupported) {
      return "it has "
          + unsupported.what()
          + ", and the time that it takes for a text is not known; write it without";
    }
    var cost = RegexCost.of(node, false);
    if (cost.isExponential()) {
      return "a short text could be matched in more ways than can be tried, and end the server"
          + ADVICE;
    }
    if (cost.degree() > 1) {
      return "for a text of n characters it may try n^"
          + cost.degree()
          + " ways, and end the server"
          + ADVICE;
    }
    if (cost.factor() > (cost.degree() == 0 ? MOST_CONSTANT : MOST_LINEAR)) {
      return "it may try too many ways at each place of a text, and end the server" + ADVICE;
    }
    return restarts(node);
  }

  /**
   * Returns why a pattern takes the square of a text's length; null if it does not. A repetition
   * that can fail after all its characters is tried again from each of them, as {@code \s+$} is in
   * a text of spaces. It is not if another branch then takes the same characters, as in {@code
   * \s+(?!\S)|\s+}.
   */
  private static @Nullable String restarts(RegexNode node) {
    var branches = node instanceof Choice choice ? choice.branches() : List.of(node);
    var taken = new HashSet<String>();
    branches.forEach(branch -> leading(branch, false, taken));
    for (var branch : branches) {
      var failing = new HashSet<String>();
      leading(branch, true, failing);
      failing.removeAll(taken);
      if (!failing.isEmpty()) {
        var repeated = failing.iterator().next();
        return "a text of many '"
            + repeated
            + "' is read again from each of them, which takes the square of its length; add the"
            + " branch '|"
            + repeated
            + "+', or use the normalizer Strip if it is to strip white space";
      }
    }
    return null;
  }

  /**
   * Adds the characters that a branch repeats without limit before anything that it must match.
   *
   * @param fallible whether to add those that something may follow which can fail, or the others
   */
  private static void leading(RegexNode branch, boolean fallible, Set<String> found) {
    var parts = branch instanceof Sequence sequence ? sequence.parts() : List.of(branch);
    for (int index = 0; index < parts.size(); index++) {
      var part = parts.get(index) instanceof Atomic atomic ? atomic.body() : parts.get(index);
      if (part instanceof Repeat repeat
          && repeat.isUnlimited()
          && repeat.body() instanceof One one
          && canFail(one, parts.subList(index + 1, parts.size())) == fallible) {
        found.add(one.source());
      }
      if (!part.cannotFail()) {
        return;
      }
    }
  }

  /** Whether a repetition of a character may match nothing because of what follows. */
  private static boolean canFail(One repeated, List<RegexNode> later) {
    if (later.size() == 1
        && later.get(0) instanceof Look look
        && look.negative()
        && look.body() instanceof One other
        && isOpposite(repeated.source(), other.source())) {
      // One character less, and the next is one of those that are repeated.
      return false;
    }
    return later.stream().anyMatch(part -> !part.cannotFail());
  }

  /** Whether two escapes, such as {@code \s} and {@code \S}, match no common character. */
  private static boolean isOpposite(String one, String other) {
    return one.startsWith("\\") && !one.equals(other) && one.equalsIgnoreCase(other);
  }
}
