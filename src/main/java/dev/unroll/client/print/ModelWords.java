package dev.unroll.client.print;

import dev.unroll.v1.InputKind;
import dev.unroll.v1.Model;
import dev.unroll.v1.State;
import dev.unroll.v1.Task;
import dev.unroll.v1.TensorInfo;
import java.util.ArrayList;
import java.util.Optional;

/** Words for the enums of the protos. */
public final class ModelWords {
  private ModelWords() {}

  /** Returns why no version of the model is served, as the end of a sentence; empty if one is. */
  public static Optional<String> whyNotServed(Model model) {
    if (model.getVersion() != 0) {
      return Optional.empty();
    }
    return switch (model.getState()) {
      case STATE_FAILED ->
          Optional.of("is not being served: " + Columns.printable(model.getReason()));
      case STATE_LOADING -> Optional.of("is still being loaded");
      case STATE_UNLOADED -> Optional.of("has been unloaded");
      case STATE_READY, STATE_UNSPECIFIED, UNRECOGNIZED -> Optional.empty();
    };
  }

  public static String task(Task task) {
    return switch (task) {
      case TASK_ONE_TO_MANY -> "one-to-many";
      case TASK_MANY_TO_ONE -> "many-to-one";
      case TASK_MANY_TO_MANY -> "many-to-many";
      case TASK_UNSPECIFIED, UNRECOGNIZED -> "-";
    };
  }

  /**
   * Returns {@code [rows, 3]} where any number of rows goes, and {@code [8 rows, 2 steps, 3]} where
   * the graph fixes it.
   */
  public static String shape(TensorInfo tensor) {
    var sizes = new ArrayList<String>();
    for (int axis = 0; axis < tensor.getShapeCount(); axis++) {
      long size = tensor.getShape(axis);
      var what =
          axis == tensor.getBatchAxis() ? "rows" : axis == tensor.getTimeAxis() ? "steps" : "";
      sizes.add(size >= 0 ? (size + " " + what).strip() : what.isEmpty() ? "any" : what);
    }
    return sizes.toString();
  }

  public static String state(State state) {
    return switch (state) {
      case STATE_READY -> "ready";
      case STATE_FAILED -> "failed";
      case STATE_UNLOADED -> "unloaded";
      case STATE_LOADING -> "loading";
      case STATE_UNSPECIFIED, UNRECOGNIZED -> "-";
    };
  }

  public static String kind(InputKind kind) {
    return switch (kind) {
      case INPUT_KIND_TEXT -> "text";
      case INPUT_KIND_TOKEN_IDS -> "ids";
      case INPUT_KIND_VECTORS -> "vectors";
      case INPUT_KIND_IMAGE -> "image";
      case INPUT_KIND_TENSORS -> "tensors";
      case INPUT_KIND_UNSPECIFIED, UNRECOGNIZED -> "-";
    };
  }
}
