package dev.unroll.openinference.tensor;

import dev.unroll.openinference.tensor.TensorSpec.Meaning;
import dev.unroll.repository.triton.TritonConfig;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Applies a model's config.pbtxt to the tensors that clients see. */
final class ConfiguredTensors {
  private ConfiguredTensors() {}

  /**
   * Returns the tensors without the states that the server keeps, and with the configured number of
   * rows.
   *
   * @param tensors the graph's tensors
   */
  static ModelTensors of(TritonConfig config, ModelTensors tensors) {
    var kept = new HashSet<String>();
    config
        .sequenceBatching()
        .ifPresent(batching ->
            batching
                .states()
                .forEach(state -> {
                  kept.add(state.input());
                  kept.add(state.output());
                }));
    var inputs = without(kept, tensors.inputs());
    var outputs = without(kept, tensors.outputs());
    int size = config.maxBatchSize().orElseGet(() -> usual(tensors, inputs, outputs));
    return new ModelTensors(
        tensors.model(),
        inputs,
        tensors.unannounced(),
        outputs,
        size,
        size > 0 ? size : tensors.mostRows(),
        tensors.namesInputs());
  }

  private static List<TensorSpec> without(Set<String> kept, List<TensorSpec> specs) {
    return specs.stream()
        .filter(spec -> spec.meaning() != Meaning.STATE || !kept.contains(spec.name()))
        .toList();
  }

  /** Returns the default for the most rows; states that the server keeps do not influence it. */
  private static int usual(
      ModelTensors tensors, List<TensorSpec> inputs, List<TensorSpec> outputs) {
    boolean rowsFirst =
        inputs.stream().allMatch(spec -> spec.batchAxis() == 0)
            && outputs.stream().allMatch(spec -> spec.batchAxis() == 0);
    return rowsFirst ? tensors.mostRows() : 0;
  }
}
