package dev.unroll.repository.manifest;

import dev.unroll.codec.RawInput;
import dev.unroll.core.Task;
import dev.unroll.plan.graph.InputOrder;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code model.yaml} says of a model beyond its graph. What it does not say is found from the
 * graph.
 *
 * @param description free text, perhaps empty
 * @param task what the model is for
 * @param input what becomes the graph's input
 * @param output what the graph's output means
 * @param states the graph's state inputs, and the output that follows each
 * @param layout which axis of the graph's input comes first
 * @param example an input that the model likes
 */
public record Manifest(
    String description,
    Optional<Task> task,
    Optional<ManifestInput> input,
    Optional<ManifestOutput> output,
    Map<String, String> states,
    Optional<InputOrder> layout,
    Optional<RawInput> example) {
  public Manifest {
    // In the order of the file, which Map.copyOf would lose.
    states = Collections.unmodifiableMap(new LinkedHashMap<>(states));
  }

  /** Of a model without a file: says nothing. */
  static Manifest none() {
    return new Manifest(
        "",
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Map.of(),
        Optional.empty(),
        Optional.empty());
  }
}
