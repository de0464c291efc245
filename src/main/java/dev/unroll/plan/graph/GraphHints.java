package dev.unroll.plan.graph;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What is known about a model's graph from its configuration.
 *
 * @param file the graph's file name in the version's folder; empty for the usual names
 * @param states the output for the next value of each state input; empty to find them from the
 *     edges
 * @param firstStates one row's first values by state input; states that are absent begin with zeros
 * @param constants inputs that clients do not fill, and the value of all their elements; string
 *     inputs are empty strings
 * @param atStart other values of the same inputs at the start of a row, or empty. The answers must
 *     not depend on them, since each row begins with its own states
 * @param order which axis of the input comes first; empty to find it
 */
public record GraphHints(
    String file,
    Map<String, String> states,
    Map<String, float[]> firstStates,
    Map<String, Double> constants,
    Map<String, Double> atStart,
    Optional<InputOrder> order) {
  /** No hints. */
  public static final GraphHints NONE = ofStates(Map.of());

  public GraphHints {
    // Map.copyOf would lose the order of the file.
    states = Collections.unmodifiableMap(new LinkedHashMap<>(states));
    firstStates = Map.copyOf(firstStates);
    constants = Collections.unmodifiableMap(new LinkedHashMap<>(constants));
    atStart = Map.copyOf(atStart);
  }

  /** Creates hints without an order of the input. */
  public GraphHints(
      String file,
      Map<String, String> states,
      Map<String, float[]> firstStates,
      Map<String, Double> constants,
      Map<String, Double> atStart) {
    this(file, states, firstStates, constants, atStart, Optional.empty());
  }

  /** Returns the same hints with the order of the input. */
  public GraphHints with(Optional<InputOrder> newOrder) {
    return new GraphHints(file, states, firstStates, constants, atStart, newOrder);
  }

  /** Returns the same hints with further constants. */
  public GraphHints withConstants(Map<String, Double> more) {
    var all = new LinkedHashMap<>(constants);
    all.putAll(more);
    var start = new LinkedHashMap<>(atStart);
    // A constant has its value at the start of a row, too.
    start.replaceAll((input, value) -> more.getOrDefault(input, value));
    return new GraphHints(file, states, firstStates, all, start, order);
  }

  /** Returns hints with states only. */
  public static GraphHints ofStates(Map<String, String> states) {
    return new GraphHints("", states, Map.of(), Map.of(), Map.of());
  }
}
