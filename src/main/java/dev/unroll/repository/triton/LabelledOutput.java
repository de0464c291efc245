package dev.unroll.repository.triton;

import dev.unroll.codec.label.Labels;
import dev.unroll.core.Task;
import dev.unroll.plan.Plan;
import java.util.Optional;

/**
 * An output of a plan whose values have labels.
 *
 * @param place the index of the output in the plan
 * @param task many-to-many if the output has time, else many-to-one
 */
public record LabelledOutput(int place, Labels labels, Task task) {
  /**
   * Returns the plan's output for a tensor; empty if it is not one of the plan's outputs of floats.
   */
  public static Optional<LabelledOutput> of(Plan plan, TritonConfig.Tensor tensor) {
    var outputs = plan.facts().outputs();
    for (int place = 0; place < outputs.size(); place++) {
      var output = outputs.get(place);
      if (output.name().equals(tensor.name()) && !output.integer() && tensor.labels().isPresent()) {
        var task = output.timed() ? Task.MANY_TO_MANY : Task.MANY_TO_ONE;
        return Optional.of(new LabelledOutput(place, tensor.labels().get(), task));
      }
    }
    return Optional.empty();
  }
}
