package dev.unroll.schedule.execution;

/** What became of an answered row that was drawn to be run again. */
public enum Verdict {
  /** Alone it gets the same. */
  SAME("same"),
  /** Alone it gets something else. */
  DIFFERENT("different"),
  /** It was not run again: it is too large, or no lane had the time while it was kept. */
  SKIPPED("skipped");

  private final String label;

  Verdict(String label) {
    this.label = label;
  }

  /** The name in metrics. */
  public String label() {
    return label;
  }
}
