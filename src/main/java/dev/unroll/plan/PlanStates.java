package dev.unroll.plan;

import dev.unroll.plan.stage.Channel;
import dev.unroll.plan.stage.GraphState;
import dev.unroll.plan.stage.Output;
import dev.unroll.plan.stage.RowMemory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The states of a plan's rows that clients may set and read: their channels and first values. */
public final class PlanStates {
  /** A state, and its channel's number. */
  private record Kept(GraphState state, int number, Channel channel) {}

  private final List<Kept> kept = new ArrayList<>();
  private final Map<String, float[]> first;

  /**
   * @param channels the plan's channels; each state has one with its input's name
   * @param first first values by state input, where they are not zeros
   */
  public PlanStates(List<GraphState> states, List<Channel> channels, Map<String, float[]> first) {
    this.first = Map.copyOf(first);
    for (var state : states) {
      int number = number(channels, state.input().name());
      kept.add(new Kept(state, number, channels.get(number)));
    }
  }

  private static int number(List<Channel> channels, String name) {
    for (int number = 0; number < channels.size(); number++) {
      if (channels.get(number).name().equals(name)) {
        return number;
      }
    }
    throw new IllegalStateException("no channel for the state '" + name + "'");
  }

  /**
   * Sets a new row's first states.
   *
   * @param given one row's values by state input, copied; a state that is absent begins with the
   *     model's first state
   * @throws IllegalArgumentException where a name is not a state, or the number of values is wrong
   */
  public void begin(RowMemory memory, Map<String, float[]> given) {
    for (var state : kept) {
      var name = state.state().input().name();
      float @Nullable [] values = given.containsKey(name) ? given.get(name) : first.get(name);
      if (values != null) {
        put(memory, state, values);
      }
    }
    if (!given.isEmpty()) {
      checkNames(given);
    }
  }

  private void checkNames(Map<String, float[]> given) {
    var names = kept.stream().map(state -> state.state().input().name()).toList();
    for (var name : given.keySet()) {
      if (!names.contains(name)) {
        throw new IllegalArgumentException("no state '" + name + "'; there are " + names);
      }
    }
  }

  private static void put(RowMemory memory, Kept state, float[] values) {
    if (values.length != state.channel().volume()) {
      throw new IllegalArgumentException(
          "state '"
              + state.channel().name()
              + "' has "
              + state.channel().volume()
              + " values, not "
              + values.length);
    }
    if (state.channel().type().isInteger()) {
      var longs = new long[values.length];
      for (int index = 0; index < longs.length; index++) {
        longs[index] = (long) values[index];
      }
      memory.put(state.number(), longs);
    } else {
      // A copy, since stages write into the row's arrays.
      memory.put(state.number(), values.clone());
    }
  }

  /**
   * Returns the states of a row that has run, with the names of their outputs; the arrays are
   * copies.
   */
  public List<Output> outputs(RowMemory memory) {
    return kept.stream()
        .map(state ->
            Output.of(state.state().output(), state.channel(), memory, state.number()).copy())
        .toList();
  }
}
