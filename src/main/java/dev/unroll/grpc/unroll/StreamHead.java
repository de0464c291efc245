package dev.unroll.grpc.unroll;

import dev.unroll.core.Fault;
import dev.unroll.repository.ServedModel;
import dev.unroll.v1.Generation;
import dev.unroll.v1.ModelSelector;
import dev.unroll.v1.StreamManyToManyRequest;

/** The settings in the first message of a stream, which hold for the whole stream. */
record StreamHead(ModelSelector model, Generation generation, boolean raw) {
  /**
   * Reads the first message.
   *
   * @throws Fault INVALID_ARGUMENT if the model does not support a setting
   */
  static StreamHead of(StreamManyToManyRequest first, ServedModel served) {
    boolean generates = ModelSelection.generates(served);
    ModelSelection.refuse(
        served, generates && first.getRaw(), "raw", "generates text, which has no raw output");
    ModelSelection.refuse(
        served, !generates && first.hasGeneration(), "generation", "does not generate");
    return new StreamHead(first.getModel(), first.getGeneration(), first.getRaw());
  }

  /**
   * Checks a later message.
   *
   * @throws Fault INVALID_ARGUMENT if it contradicts the first
   */
  void check(StreamManyToManyRequest later) {
    if (later.hasModel() && !later.getModel().equals(model)) {
      throw Fault.invalid(
          "model",
          "changes in the middle of the stream, which began with '" + model.getName() + "'");
    }
    if (later.hasGeneration() || (later.getRaw() && !raw)) {
      throw Fault.invalid(
          later.hasGeneration() ? "generation" : "raw",
          "is set in a later message; set it only in the first");
    }
  }
}
