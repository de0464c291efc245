package dev.unroll.repository.triton;

import dev.unroll.core.LoadException;
import dev.unroll.plan.graph.GraphHints;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A {@code config.pbtxt} that has been read.
 *
 * @param config what clients can tell of it
 * @param source where it was read, for errors
 * @param versions the only ones that may be served; none: any
 * @param graphFile the graph's name in a version's folder, or empty
 * @param states names of state inputs, and the outputs that follow them
 * @param firstStates what states begin with where that is not zeros, one row's values
 * @param controls inputs of the graph that clients do not fill
 * @param ignored what it says that means nothing here
 */
public record TritonFile(
    TritonConfig config,
    ConfigSource source,
    List<Long> versions,
    String graphFile,
    Map<String, String> states,
    Map<String, float[]> firstStates,
    List<Control> controls,
    List<String> ignored) {
  /** The folder beside the file where Triton looks for what states begin with. */
  public static final String STATES_FOLDER = "initial_state";

  /** The name of the file in a model's folder. */
  public static final String NAME = "config.pbtxt";

  /**
   * An input that is always the same.
   *
   * @param value of a row that goes on
   * @param atStart of a row that begins
   */
  record Control(String input, double value, double atStart) {}

  /**
   * Of a model's versions those that may be served, in the same order.
   *
   * @throws LoadException where that leaves none
   */
  public List<Long> allowed(List<Long> present) throws LoadException {
    if (versions.isEmpty()) {
      return present;
    }
    var allowed = present.stream().filter(versions::contains).toList();
    if (allowed.isEmpty()) {
      throw source.wrong(
          "version_policy.specific.versions",
          "allows only " + versions + ", but the folder has " + present);
    }
    return allowed;
  }

  /** What the planner is told; a manifest that names states has the word. */
  public GraphHints hints(Map<String, String> manifestStates) {
    var constants = new HashMap<String, Double>();
    var atStart = new HashMap<String, Double>();
    for (var control : controls) {
      constants.put(control.input(), control.value());
      atStart.put(control.input(), control.atStart());
    }
    return new GraphHints(
        graphFile,
        manifestStates.isEmpty() ? states : manifestStates,
        firstStates,
        constants,
        constants.equals(atStart) ? Map.of() : atStart);
  }

  /** The outputs that have labels: the first of them is what the model is about. */
  public Optional<TritonConfig.Tensor> labelled() {
    return config.outputs().stream().filter(output -> output.labels().isPresent()).findFirst();
  }
}
