package dev.unroll.plan.graph;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What is known of a model's graph from elsewhere than its file.
 *
 * @param file the graph's name in the version's folder; empty: the usual ones are looked for
 * @param states names of state inputs and the outputs that follow them; empty: found from the edges
 * @param firstStates what a row's states begin with, by the state's input, where that is not zeros:
 *     one row's values
 * @param constants inputs that clients do not fill, and what each of their elements always is; of
 *     texts, the empty one
 * @param atStart what the same inputs are told where a row begins: the answers must not change with
 *     it, since a row begins with states of its own; empty: nothing else
 * @param order which axis of the input comes first; empty: it is found
 */
public record GraphHints(
    String file,
    Map<String, String> states,
    Map<String, float[]> firstStates,
    Map<String, Double> constants,
    Map<String, Double> atStart,
    Optional<InputOrder> order) {
  /** Nothing is known. */
  public static final GraphHints NONE = ofStates(Map.of());

  public GraphHints {
    // In the order of the file, which Map.copyOf would lose.
    states = Collections.unmodifiableMap(new LinkedHashMap<>(states));
    firstStates = Map.copyOf(firstStates);
    constants = Collections.unmodifiableMap(new LinkedHashMap<>(constants));
    atStart = Map.copyOf(atStart);
  }

  /** The order of the input is not known. */
  public GraphHints(
      String file,
      Map<String, String> states,
      Map<String, float[]> firstStates,
      Map<String, Double> constants,
      Map<String, Double> atStart) {
    this(file, states, firstStates, constants, atStart, Optional.empty());
  }

  /** The same and which axis of the input comes first. */
  public GraphHints with(Optional<InputOrder> newOrder) {
    return new GraphHints(file, states, firstStates, constants, atStart, newOrder);
  }

  /** Only the states are known. */
  public static GraphHints ofStates(Map<String, String> states) {
    return new GraphHints("", states, Map.of(), Map.of(), Map.of());
  }
}
