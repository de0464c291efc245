package dev.unroll.client;

import dev.unroll.v1.Task;
import java.util.Arrays;
import java.util.List;

/** The four calls of {@code SequenceInference}. */
public enum Rpc {
  ONE_TO_MANY("one-to-many"),
  MANY_TO_ONE("many-to-one"),
  MANY_TO_MANY("many-to-many"),
  STREAM("stream");

  private final String label;

  Rpc(String label) {
    this.label = label;
  }

  /** Returns the name on the command line. */
  public String label() {
    return label;
  }

  /**
   * Returns the RPC of that label.
   *
   * @throws UsageException if there is none; the message lists all
   */
  public static Rpc parse(String label) throws UsageException {
    for (var rpc : values()) {
      if (rpc.label.equals(label)) {
        return rpc;
      }
    }
    throw new UsageException(
        "'" + label + "' is not a call; allowed: " + String.join(", ", labels()));
  }

  static List<String> labels() {
    return Arrays.stream(values()).map(Rpc::label).toList();
  }

  /**
   * Returns the RPC of a task.
   *
   * @throws UsageException if the model's task is unknown
   */
  public static Rpc of(Task task, String model) throws UsageException {
    return switch (task) {
      case TASK_ONE_TO_MANY -> ONE_TO_MANY;
      case TASK_MANY_TO_ONE -> MANY_TO_ONE;
      case TASK_MANY_TO_MANY -> MANY_TO_MANY;
      case TASK_UNSPECIFIED, UNRECOGNIZED ->
          throw new UsageException(
              "the server does not say what task '" + model + "' has; choose the call by --rpc");
    };
  }
}
