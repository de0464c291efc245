package dev.unroll.plan.independence.value;

/**
 * How a tensor depends on time where each run takes some steps of a sequence and the next run takes
 * the following ones.
 *
 * @param obstacle the reason for {@link Kind#MIXED}; else empty
 */
public record Steps(Kind kind, String obstacle) {
  public static final Steps CONSTANT = new Steps(Kind.CONSTANT, "");
  public static final Steps EACH = new Steps(Kind.EACH, "");
  public static final Steps START = new Steps(Kind.START, "");
  public static final Steps END = new Steps(Kind.END, "");
  public static final Steps LAST = new Steps(Kind.LAST, "");

  public enum Kind {
    /** The same in every run. */
    CONSTANT,
    /**
     * Its value at each step depends only on that step and the states, wherever runs begin and end.
     */
    EACH,
    /** A hidden state at the start of the run, at most rearranged. */
    START,
    /** A hidden state at the end of the run, at most rearranged. */
    END,
    /** The result of the run's last step, which is right where that is the sequence's last step. */
    LAST,
    /** It depends on where runs begin and end, or nothing is known. */
    MIXED
  }

  public static Steps mixed(String obstacle) {
    return new Steps(Kind.MIXED, obstacle);
  }

  public boolean is(Kind one) {
    return kind == one;
  }

  /**
   * Returns the dependence of a value that is computed from both.
   *
   * @param reason the obstacle, where neither alone is mixed but the combination is
   */
  public Steps with(Steps other, String reason) {
    if (kind == Kind.MIXED || other.kind == Kind.MIXED) {
      return kind == Kind.MIXED ? this : other;
    }
    if (kind == Kind.CONSTANT) {
      return other.computed(reason);
    }
    if (other.kind == Kind.CONSTANT) {
      return computed(reason);
    }
    var one = computed(reason);
    return one.equals(other.computed(reason)) ? one : mixed(reason);
  }

  /** Returns the dependence of a value that is computed from this one. */
  public Steps computed(String reason) {
    return switch (kind) {
      case CONSTANT, EACH, LAST, MIXED -> this;
      case END -> LAST;
      case START -> mixed(reason);
    };
  }

  /** Returns the dependence of both joined in one tensor: states stay states. */
  public Steps beside(Steps other, String reason) {
    return equals(other) ? this : with(other, reason);
  }
}
