package dev.unroll.codec.tokenizer;

import dev.unroll.codec.tokenizer.RegexNode.Anchor;
import dev.unroll.codec.tokenizer.RegexNode.Atomic;
import dev.unroll.codec.tokenizer.RegexNode.Choice;
import dev.unroll.codec.tokenizer.RegexNode.Look;
import dev.unroll.codec.tokenizer.RegexNode.One;
import dev.unroll.codec.tokenizer.RegexNode.Repeat;
import dev.unroll.codec.tokenizer.RegexNode.Sequence;
import java.util.ArrayList;
import java.util.List;

/**
 * Parses regular expressions of Oniguruma, which the tokenizers library uses. What it does not know
 * is unsupported, since its cost would be unknown.
 */
final class RegexParser {
  /** A part of an expression that is not supported; the message says which. */
  static final class Unsupported extends Exception {
    private static final long serialVersionUID = 1L;

    private Unsupported(String message) {
      super(message);
    }

    String what() {
      return String.valueOf(getMessage());
    }
  }

  private static final String ANCHORS = "bBAZzGKyY";

  /** Deeper groups than people write; the parser is recursive. */
  private static final int MOST_DEPTH = 100;

  private static final int MOST_QUANTIFIERS = 10;

  private final String source;
  private int next;
  private int depth;

  private RegexParser(String source) {
    this.source = source;
  }

  static RegexNode parse(String source) throws Unsupported {
    var parser = new RegexParser(source);
    var node = parser.choice();
    if (!parser.atEnd()) {
      throw new Unsupported("an unmatched ')' at character " + parser.next);
    }
    return node;
  }

  private RegexNode choice() throws Unsupported {
    if (++depth > MOST_DEPTH) {
      throw new Unsupported("more than " + MOST_DEPTH + " groups in each other");
    }
    var branches = new ArrayList<RegexNode>();
    do {
      branches.add(sequence());
    } while (skip("|"));
    depth--;
    return branches.size() == 1 ? branches.get(0) : new Choice(List.copyOf(branches));
  }

  private RegexNode sequence() throws Unsupported {
    var parts = new ArrayList<RegexNode>();
    while (!atEnd() && peek() != '|' && peek() != ')') {
      parts.add(quantified(atom()));
    }
    return parts.size() == 1 ? parts.get(0) : new Sequence(List.copyOf(parts));
  }

  /** Applies the quantifiers that follow; a second one repeats the first. */
  private RegexNode quantified(RegexNode atom) throws Unsupported {
    var node = atom;
    for (int quantifiers = 0; quantifiers < MOST_QUANTIFIERS; quantifiers++) {
      var range = RepeatRange.at(source, next);
      if (range == null) {
        return node;
      }
      next = range.end();
      node = new Repeat(node, range.least(), range.most());
      if (skip("?")) {
        continue;
      }
      // After braces, a plus is a quantifier of its own.
      if (!range.braces() && skip("+")) {
        node = new Atomic(node);
      }
    }
    throw new Unsupported("more than " + MOST_QUANTIFIERS + " quantifiers after each other");
  }

  private RegexNode atom() throws Unsupported {
    int start = next;
    int point = source.codePointAt(next);
    next += Character.charCount(point);
    return switch (point) {
      case '(' -> group();
      case '[' -> {
        skipClass();
        yield one(start, false);
      }
      case '\\' -> escape(start);
      case '^', '$' -> new Anchor();
      case '.' -> one(start, false);
      default -> one(start, true);
    };
  }

  private One one(int start, boolean literal) {
    return new One(source.substring(start, next), literal);
  }

  private RegexNode escape(int start) throws Unsupported {
    if (atEnd()) {
      throw new Unsupported("a '\\' at the end");
    }
    int point = source.codePointAt(next);
    next += Character.charCount(point);
    if (ANCHORS.indexOf(point) >= 0) {
      return new Anchor();
    }
    if ((point >= '1' && point <= '9') || point == 'k' || point == 'g') {
      throw new Unsupported("the backreference or call '" + source.substring(start, next) + "'");
    }
    if (point == 'X' || point == 'C' || point == 'M' || point == 'c') {
      throw new Unsupported("'" + source.substring(start, next) + "'");
    }
    if ((point == 'p' || point == 'P' || point == 'x' || point == 'o') && skip("{")) {
      skipTo("}");
    } else if (point == 'x') {
      skipDigits(2, 16);
    } else if (point == 'u') {
      skipDigits(4, 16);
    } else if (point == '0') {
      skipDigits(2, 8);
    }
    boolean letter = point < 128 && Character.isLetterOrDigit(point);
    return one(start, !letter);
  }

  private void skipDigits(int most, int radix) {
    for (int digit = 0; digit < most && !atEnd(); digit++) {
      if (Character.digit(peek(), radix) < 0) {
        return;
      }
      next++;
    }
  }

  private RegexNode group() throws Unsupported {
    if (skip("*")) {
      throw new Unsupported("a callout, '(*'");
    }
    if (!skip("?")) {
      return closed(choice());
    }
    if (skip("#")) {
      skipTo(")");
      return new Sequence(List.of());
    }
    if (skip(":")) {
      return closed(choice());
    }
    if (skip(">")) {
      return new Atomic(closed(choice()));
    }
    if (skip("=") || skip("<=")) {
      return new Look(closed(choice()), false);
    }
    if (skip("!") || skip("<!")) {
      return new Look(closed(choice()), true);
    }
    if (skip("<")) {
      skipTo(">");
      return closed(choice());
    }
    return options();
  }

  private RegexNode options() throws Unsupported {
    int start = next;
    while (!atEnd() && "im-".indexOf(peek()) >= 0) {
      next++;
    }
    if (next > start && skip(":")) {
      return closed(choice());
    }
    if (next > start && skip(")")) {
      // It applies to what follows in the group, with its other branches.
      return choice();
    }
    var shown = source.substring(start, Math.min(source.length(), next + 1));
    throw new Unsupported("the group '(?" + shown + "'");
  }

  private RegexNode closed(RegexNode node) throws Unsupported {
    if (!skip(")")) {
      throw new Unsupported("a group without its ')'");
    }
    return node;
  }

  /** Skips a class after its bracket; classes may hold classes. */
  private void skipClass() throws Unsupported {
    if (++depth > MOST_DEPTH) {
      throw new Unsupported("more than " + MOST_DEPTH + " classes in each other");
    }
    skip("^");
    skip("]");
    while (!skip("]")) {
      if (atEnd()) {
        throw new Unsupported("a class without its ']'");
      }
      if (skip("[:")) {
        skipTo(":]");
      } else if (skip("[")) {
        skipClass();
      } else {
        next += peek() == '\\' ? 2 : 1;
      }
    }
    depth--;
  }

  private boolean atEnd() {
    return next >= source.length();
  }

  private char peek() {
    return source.charAt(next);
  }

  private boolean skip(String expected) {
    boolean found = source.startsWith(expected, next);
    next += found ? expected.length() : 0;
    return found;
  }

  private void skipTo(String end) throws Unsupported {
    int found = source.indexOf(end, next);
    if (found < 0) {
      throw new Unsupported(
          "a part that begins at character " + next + " without its '" + end + "'");
    }
    next = found + end.length();
  }
}
