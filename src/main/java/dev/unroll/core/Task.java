package dev.unroll.core;

import java.util.Arrays;
import java.util.List;

/** The three shapes of sequence tasks. */
public enum Task {
  /** One input, many steps of output: captions. */
  ONE_TO_MANY("one-to-many"),
  /** A sequence in, one answer out: sentiment, spam. */
  MANY_TO_ONE("many-to-one"),
  /** A sequence in, a sequence out: tags, translation. */
  MANY_TO_MANY("many-to-many");

  private final String label;

  Task(String label) {
    this.label = label;
  }

  /** Returns the name used in manifests, metrics and messages. */
  public String label() {
    return label;
  }

  /** Returns the labels of all tasks, in order. */
  public static List<String> labels() {
    return Arrays.stream(values()).map(Task::label).toList();
  }

  /**
   * Returns the task of that label.
   *
   * @throws IllegalArgumentException if no task has the label; the message lists those allowed
   */
  public static Task of(String label) {
    return Arrays.stream(values())
        .filter(task -> task.label.equals(label))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "'" + label + "' is not a task; allowed: " + String.join(", ", labels())));
  }
}
