package dev.unroll.repository.manifest;

import dev.unroll.codec.RawInput;
import dev.unroll.core.Task;
import dev.unroll.plan.graph.InputOrder;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The contents of {@code model.yaml}. What it leaves out is derived from the graph.
 *
 * @param description free text, may be empty
 * @param task what the model is for
 * @param input what becomes the graph's input
 * @param output what the graph's output means
 * @param states the graph's state inputs, each with the output that holds its next value
 * @param constants inputs of the graph that clients do not fill, each with its value
 * @param layout which axis of the graph's input comes first
 * @param example an example input
 */
public record Manifest(
    String description,
    Optional<Task> task,
    Optional<ManifestInput> input,
    Optional<ManifestOutput> output,
    Map<String, String> states,
    Map<String, Double> constants,
    Optional<InputOrder> layout,
    Optional<RawInput> example) {
  public Manifest {
    // Keeps the order of the file, which Map.copyOf would not.
    states = Collections.unmodifiableMap(new LinkedHashMap<>(states));
    constants = Collections.unmodifiableMap(new LinkedHashMap<>(constants));
  }

  /** Returns the manifest of a model that has no file: all values are left out. */
  static Manifest none() {
    return new Manifest(
        "",
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Map.of(),
        Map.of(),
        Optional.empty(),
        Optional.empty());
  }
}
