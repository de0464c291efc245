package dev.unroll.openinference.tensor;

import dev.unroll.openinference.tensor.TensorSpec.Meaning;
import dev.unroll.repository.triton.TritonConfig;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What a model's config.pbtxt changes in how the model looks. */
final class ConfiguredTensors {
  private ConfiguredTensors() {}

  /**
   * The same without the states that the server keeps, and with the number of rows that it says.
   *
   * @param tensors as the graph has them
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
        size > 0 ? size : tensors.mostRows());
  }

  private static List<TensorSpec> without(Set<String> kept, List<TensorSpec> specs) {
    return specs.stream()
        .filter(spec -> spec.meaning() != Meaning.STATE || !kept.contains(spec.name()))
        .toList();
  }

  /** States that are kept may have their rows where they like. */
  private static int usual(
      ModelTensors tensors, List<TensorSpec> inputs, List<TensorSpec> outputs) {
    boolean rowsFirst =
        inputs.stream().allMatch(spec -> spec.batchAxis() == 0)
            && outputs.stream().allMatch(spec -> spec.batchAxis() == 0);
    return rowsFirst ? tensors.mostRows() : 0;
  }
}
