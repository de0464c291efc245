package dev.unroll.codec.tokenizer;

import dev.unroll.codec.tokenizer.RegexNode.Repeat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How often a quantifier repeats what is before it.
 *
 * @param braces whether it is written in braces
 * @param end where it ends in the expression
 */
record RepeatRange(long least, long most, boolean braces, int end) {
  private static final Pattern BRACES = Pattern.compile("\\{(\\d{0,6})(,?)(\\d{0,6})\\}");

  /** Returns the quantifier that begins at a place; null if there is none. */
  static @Nullable RepeatRange at(String source, int start) {
    if (start >= source.length()) {
      return null;
    }
    return switch (source.charAt(start)) {
      case '*' -> new RepeatRange(0, Repeat.NO_LIMIT, false, start + 1);
      case '+' -> new RepeatRange(1, Repeat.NO_LIMIT, false, start + 1);
      case '?' -> new RepeatRange(0, 1, false, start + 1);
      case '{' -> inBraces(BRACES.matcher(source).region(start, source.length()));
      default -> null;
    };
  }

  private static @Nullable RepeatRange inBraces(Matcher found) {
    // Other braces stand for themselves.
    if (!found.lookingAt() || (found.group(1).isEmpty() && found.group(3).isEmpty())) {
      return null;
    }
    long least = found.group(1).isEmpty() ? 0 : Long.parseLong(found.group(1));
    long most = found.group(3).isEmpty() ? Repeat.NO_LIMIT : Long.parseLong(found.group(3));
    if (found.group(2).isEmpty()) {
      most = least;
    }
    return new RepeatRange(Math.min(least, most), Math.max(least, most), true, found.end());
  }
}
