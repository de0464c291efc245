package dev.unroll.plan.planner;

import dev.unroll.runtime.GraphSession;
import dev.unroll.runtime.Port;
import java.util.HashSet;
import java.util.Map;
import java.util.function.Predicate;

/** Finds a decoder's states by their shapes, where its edges do not show them. */
final class StateShapes {
  private StateShapes() {}

  /**
   * Pairs inputs and outputs of equal shape, for a decoder without recurrent nodes (an unrolled
   * cell). A pair counts only where each is the only match of the other. Among several of one
   * shape, a constant input could be taken for a state by mistake.
   */
  static void pair(GraphSession session, Map<String, String> states, Predicate<Port> isSteps) {
    var taken = new HashSet<>(states.values());
    var inputs =
        session.inputs().stream()
            .filter(input -> !states.containsKey(input.name()))
            .filter(input -> !input.type().isInteger() && !isSteps.test(input))
            .toList();
    var outputs =
        session.outputs().stream().filter(output -> !taken.contains(output.name())).toList();
    for (var input : inputs) {
      var alike = outputs.stream().filter(output -> isAlike(input, output)).toList();
      if (alike.size() == 1
          && inputs.stream().filter(other -> isAlike(other, alike.get(0))).count() == 1) {
        states.put(input.name(), alike.get(0).name());
      }
    }
  }

  static boolean isAlike(Port input, Port output) {
    return StateInputs.template(output).equals(StateInputs.template(input));
  }
}
