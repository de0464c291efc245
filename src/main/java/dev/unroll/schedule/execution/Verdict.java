package dev.unroll.schedule.execution;

/** The result of the verification of an answered row. */
public enum Verdict {
  /** Alone the row gets the same answer. */
  SAME("same"),
  /** Alone the row gets another answer. */
  DIFFERENT("different"),
  /** The row was not run again: it is too large, or no lane was idle while it was kept. */
  SKIPPED("skipped");

  private final String label;

  Verdict(String label) {
    this.label = label;
  }

  /** Returns the label in metrics. */
  public String label() {
    return label;
  }
}
