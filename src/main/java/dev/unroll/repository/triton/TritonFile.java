package dev.unroll.repository.triton;

import dev.unroll.core.LoadException;
import dev.unroll.plan.graph.GraphHints;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The contents of a {@code config.pbtxt}.
 *
 * @param config the part that clients can see
 * @param source where it was read from, for errors
 * @param versions the versions that may be served; empty means any
 * @param graphFile the graph's file name in a version's folder; empty if it is not set
 * @param states the names of state inputs, each with the output that holds its next value
 * @param firstStates the initial values, for one row, of states that do not start with zeros
 * @param controls inputs of the graph that clients do not send
 * @param ignored the paths of its ignored fields
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
  /** The folder next to the file that has the initial values of states. */
  public static final String STATES_FOLDER = "initial_state";

  /** The name of the file in a model's folder. */
  public static final String NAME = "config.pbtxt";

  /**
   * A control input, whose value depends only on whether a row begins.
   *
   * @param value the value for a row that continues
   * @param atStart the value for a row that begins
   */
  record Control(String input, double value, double atStart) {}

  /**
   * Returns those of the versions that may be served, in the same order.
   *
   * @throws LoadException if there is none
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

  /** Returns the hints for the planner; states in the manifest take precedence. */
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

  /** Returns the first output that has labels. */
  public Optional<TritonConfig.Tensor> labelled() {
    return config.outputs().stream().filter(output -> output.labels().isPresent()).findFirst();
  }
}
