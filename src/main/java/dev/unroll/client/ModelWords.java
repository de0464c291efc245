package dev.unroll.client;

import dev.unroll.v1.InputKind;
import dev.unroll.v1.State;
import dev.unroll.v1.Task;

/** The protos' words in people's. */
final class ModelWords {
  private ModelWords() {}

  static String task(Task task) {
    return switch (task) {
      case TASK_ONE_TO_MANY -> "one-to-many";
      case TASK_MANY_TO_ONE -> "many-to-one";
      case TASK_MANY_TO_MANY -> "many-to-many";
      case TASK_UNSPECIFIED, UNRECOGNIZED -> "-";
    };
  }

  static String state(State state) {
    return switch (state) {
      case STATE_READY -> "ready";
      case STATE_FAILED -> "failed";
      case STATE_UNLOADED -> "unloaded";
      case STATE_UNSPECIFIED, UNRECOGNIZED -> "-";
    };
  }

  static String kind(InputKind kind) {
    return switch (kind) {
      case INPUT_KIND_TEXT -> "text";
      case INPUT_KIND_TOKEN_IDS -> "ids";
      case INPUT_KIND_VECTORS -> "vectors";
      case INPUT_KIND_IMAGE -> "image";
      case INPUT_KIND_UNSPECIFIED, UNRECOGNIZED -> "-";
    };
  }
}
