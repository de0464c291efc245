package dev.unroll.grpc.unroll;

import dev.unroll.core.Fault;
import dev.unroll.core.Task;
import dev.unroll.grpc.CallRecord;
import dev.unroll.inference.Inference;
import dev.unroll.inference.InferenceCall;
import dev.unroll.repository.ServedModel;
import dev.unroll.v1.ModelSelector;

/** Finds a request's model and checks that the model supports the request. */
final class ModelSelection {
  private ModelSelection() {}

  /**
   * Begins a call of the model.
   *
   * @throws Fault if it is not served, or FAILED_PRECONDITION if it has another task
   */
  static InferenceCall call(Inference inference, ModelSelector selector, Task task, String method) {
    return call(inference, selector, task, method, false);
  }

  /** Begins a stream. A model that keeps a state gives an answer for each part of its input. */
  static InferenceCall stream(Inference inference, ModelSelector selector) {
    return call(inference, selector, Task.MANY_TO_MANY, "StreamManyToMany", true);
  }

  private static boolean answersParts(ServedModel model) {
    return model.match(
        answering -> answering.plan().live().filter(live -> !live.isSliced()).isPresent(),
        generating -> false);
  }

  private static InferenceCall call(
      Inference inference, ModelSelector selector, Task task, String method, boolean isStream) {
    if (selector.getName().isEmpty()) {
      throw Fault.invalid("model.name", "is missing; Models.List names the models");
    }
    if (selector.getVersion() < 0) {
      throw Fault.invalid(
          "model.version",
          "is " + selector.getVersion() + "; allowed are positive versions, and 0 for any");
    }
    var call = inference.call(selector.getName(), selector.getVersion());
    CallRecord.found(call.model().key());
    var found = call.model().task();
    if (found != task && !(isStream && answersParts(call.model()))) {
      call.close();
      throw Fault.failedPrecondition(
          "model '"
              + selector.getName()
              + "' is "
              + found.label()
              + ", and "
              + method
              + " is for "
              + task.label()
              + "; call "
              + methodFor(found));
    }
    return call;
  }

  private static String methodFor(Task task) {
    return switch (task) {
      case ONE_TO_MANY -> "OneToMany";
      case MANY_TO_ONE -> "ManyToOne";
      case MANY_TO_MANY -> "ManyToMany or StreamManyToMany";
    };
  }

  /** Throws INVALID_ARGUMENT if a field that the model does not support is set. */
  static void refuse(ServedModel model, boolean asked, String field, String why) {
    if (asked) {
      throw Fault.invalid(field, "is set, but model '" + model.key().name() + "' " + why);
    }
  }

  static boolean generates(ServedModel model) {
    return model.match(answering -> false, generating -> true);
  }
}
