package dev.unroll.plan.independence.value;

/**
 * What a tensor has to do with time, where a run takes some steps of a sequence, and the next run
 * the next ones.
 *
 * @param obstacle of {@link Kind#MIXED}, why; else empty
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
    /** At each step it is what that step and the states make, wherever runs begin and end. */
    EACH,
    /** A hidden state as the run begins with it, moved about at most. */
    START,
    /** A hidden state as the run leaves it, moved about at most. */
    END,
    /** What the last step of the run makes: right where that is the sequence's last one. */
    LAST,
    /** It depends on where runs begin and end, or it is not known not to. */
    MIXED
  }

  public static Steps mixed(String obstacle) {
    return new Steps(Kind.MIXED, obstacle);
  }

  public boolean is(Kind one) {
    return kind == one;
  }

  /**
   * Of what is computed from both.
   *
   * @param reason why that is mixed, where both alone are not
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

  /** Of a function of it. */
  public Steps computed(String reason) {
    return switch (kind) {
      case CONSTANT, EACH, LAST, MIXED -> this;
      case END -> LAST;
      case START -> mixed(reason);
    };
  }

  /** Of the two put side by side: states stay states. */
  public Steps beside(Steps other, String reason) {
    return equals(other) ? this : with(other, reason);
  }
}
