package dev.unroll.baseline.server;

import java.util.Arrays;
import java.util.stream.Collectors;

/** What a baseline server does with the sequences that wait. */
public enum Policy {
  /** Each by itself on a lane, in the order in which they came. */
  ALONE("alone", 1),
  /** As many as 16 that wait, padded to the longest of them. */
  PADDED_16("padded-16", 16),
  /** No model at all: what the calls themselves cost. */
  ECHO("echo", 0);

  private final String label;
  private final int rowsAtOnce;

  Policy(String label, int rowsAtOnce) {
    this.label = label;
    this.rowsAtOnce = rowsAtOnce;
  }

  public String label() {
    return label;
  }

  int rowsAtOnce() {
    return rowsAtOnce;
  }

  static Policy of(String label) {
    return Arrays.stream(values())
        .filter(policy -> policy.label.equals(label))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "policy '"
                    + label
                    + "': allowed are "
                    + Arrays.stream(values())
                        .map(Policy::label)
                        .collect(Collectors.joining(", "))));
  }
}
