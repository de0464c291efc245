package dev.unroll.codec.tokenizer;

import dev.unroll.codec.tokenizer.RegexNode.Anchor;
import dev.unroll.codec.tokenizer.RegexNode.Atomic;
import dev.unroll.codec.tokenizer.RegexNode.Choice;
import dev.unroll.codec.tokenizer.RegexNode.Look;
import dev.unroll.codec.tokenizer.RegexNode.One;
import dev.unroll.codec.tokenizer.RegexNode.Repeat;
import dev.unroll.codec.tokenizer.RegexNode.Sequence;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;

/**
 * A bound of how many ways a regular expression may try at one place of a text of {@code n}
 * characters: {@code factor} times {@code n} to the power of {@code degree}.
 *
 * <p>A part is tried in other ways only if something after it can fail. It is not asked which
 * characters a part matches, so the bound may be too high, never too low.
 */
record RegexCost(double factor, int degree) {
  static final RegexCost ONE_WAY = new RegexCost(1, 0);

  /** A degree that stands for exponential growth. */
  private static final int EXPONENTIAL = 1000;

  /**
   * Returns the bound for a part.
   *
   * @param fallible whether something after it can fail
   */
  static RegexCost of(RegexNode node, boolean fallible) {
    if (node instanceof One || node instanceof Anchor) {
      return ONE_WAY;
    }
    if (node instanceof Look look) {
      return of(look.body(), false);
    }
    if (node instanceof Atomic atomic) {
      return of(atomic.body(), false);
    }
    if (node instanceof Choice choice) {
      return ofChoice(choice, fallible);
    }
    return node instanceof Repeat repeat
        ? ofRepeat(repeat, fallible)
        : ofSequence(((Sequence) node).parts(), fallible);
  }

  boolean isOneWay() {
    return degree == 0 && factor == 1;
  }

  boolean isExponential() {
    return degree >= EXPONENTIAL;
  }

  private RegexCost times(RegexCost other) {
    return new RegexCost(factor * other.factor, Math.min(EXPONENTIAL, degree + other.degree));
  }

  /** Returns the sum, without what grows more slowly. */
  private RegexCost plus(RegexCost other) {
    if (degree == other.degree) {
      return new RegexCost(factor + other.factor, degree);
    }
    return degree > other.degree ? this : other;
  }

  private static RegexCost ofSequence(List<RegexNode> parts, boolean fallible) {
    var cost = ONE_WAY;
    var surplus = new RegexCost(0, 0);
    boolean laterFails = fallible;
    for (int index = parts.size() - 1; index >= 0; index--) {
      var part = parts.get(index);
      var own = of(part, laterFails);
      laterFails |= !part.cannotFail();
      if (laterFails) {
        cost = cost.times(own);
      } else {
        // It is tried once, after everything that can fail has matched.
        surplus = surplus.plus(own);
      }
    }
    return cost.plus(surplus);
  }

  private static RegexCost ofChoice(Choice choice, boolean fallible) {
    var cost = new RegexCost(0, 0);
    for (var branch : choice.branches()) {
      cost = cost.plus(of(branch, fallible));
    }
    // Of branches that exclude each other, one is tried.
    return exclude(choice.branches()) ? ONE_WAY : cost;
  }

  /** Whether at most one branch can go on: they are single ways that begin with other letters. */
  private static boolean exclude(List<RegexNode> branches) {
    var seen = new HashSet<String>();
    return branches.stream()
        .allMatch(branch ->
            of(branch, true).isOneWay()
                && (branch instanceof Sequence sequence && !sequence.parts().isEmpty()
                        ? sequence.parts().get(0)
                        : branch)
                    instanceof One first
                && first.literal()
                && isAscii(first)
                && seen.add(letter(first)));
  }

  /** Whether two cases are all that the character may have. */
  private static boolean isAscii(One one) {
    return letter(one).codePointAt(0) < 128;
  }

  private static String letter(One one) {
    return one.source().replaceFirst("^\\\\(?=.)", "").toLowerCase(Locale.ROOT);
  }

  private static RegexCost ofRepeat(Repeat repeat, boolean fallible) {
    if (repeat.most() == 0) {
      return ONE_WAY;
    }
    if (repeat.most() == 1) {
      var body = of(repeat.body(), fallible);
      return fallible && repeat.least() == 0 ? new RegexCost(body.factor + 1, body.degree) : body;
    }
    boolean open = fallible || (repeat.least() > 1 && !repeat.body().cannotFail());
    var body = of(repeat.body(), open);
    if (!repeat.isUnlimited()) {
      double times = body.degree == 0 ? 1 : (double) repeat.most();
      double ways = open ? Math.pow(body.factor, (double) repeat.most()) : body.factor * times;
      double ends = open ? (double) (repeat.most() - repeat.least() + 1) : 1;
      long degree = Math.min(EXPONENTIAL, body.degree * (open ? repeat.most() : 1));
      return new RegexCost(Math.min(1e300, ways * ends), (int) degree);
    }
    if (body.isOneWay()) {
      return fallible ? new RegexCost(1, 1) : ONE_WAY;
    }
    return open ? new RegexCost(1, EXPONENTIAL) : new RegexCost(body.factor, body.degree + 1);
  }
}
