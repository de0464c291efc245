package dev.unroll.codec.tokenizer;

import java.util.List;

/** A regular expression, as far as it matters for how long matching may take. */
sealed interface RegexNode {
  /** Returns whether the match goes on whatever the text is: it can match nothing. */
  boolean cannotFail();

  /**
   * One character.
   *
   * @param source how it is written, such as {@code \s} or {@code [a-z]}
   * @param literal whether it stands for itself
   */
  record One(String source, boolean literal) implements RegexNode {
    @Override
    public boolean cannotFail() {
      return false;
    }
  }

  /** A condition on the place, such as {@code $}, which looks at no more than two characters. */
  record Anchor() implements RegexNode {
    @Override
    public boolean cannotFail() {
      return false;
    }
  }

  record Sequence(List<RegexNode> parts) implements RegexNode {
    @Override
    public boolean cannotFail() {
      return parts.stream().allMatch(RegexNode::cannotFail);
    }
  }

  record Choice(List<RegexNode> branches) implements RegexNode {
    @Override
    public boolean cannotFail() {
      return branches.stream().anyMatch(RegexNode::cannotFail);
    }
  }

  /**
   * A quantifier.
   *
   * @param most the largest number of times; {@link #NO_LIMIT} if there is none
   */
  record Repeat(RegexNode body, long least, long most) implements RegexNode {
    static final long NO_LIMIT = Long.MAX_VALUE;

    boolean isUnlimited() {
      return most == NO_LIMIT;
    }

    @Override
    public boolean cannotFail() {
      return least == 0 || body.cannotFail();
    }
  }

  /**
   * A lookahead or lookbehind: nothing is tried again inside once it has been decided.
   *
   * @param negative whether its body must not match
   */
  record Look(RegexNode body, boolean negative) implements RegexNode {
    @Override
    public boolean cannotFail() {
      return false;
    }
  }

  /** An atomic group or a possessive quantifier: nothing is tried again inside once it matched. */
  record Atomic(RegexNode body) implements RegexNode {
    @Override
    public boolean cannotFail() {
      return body.cannotFail();
    }
  }
}
