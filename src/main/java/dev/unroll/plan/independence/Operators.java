package dev.unroll.plan.independence;

import dev.unroll.plan.independence.operator.Rule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The operators whose effect on rows and steps is known, by kind. An operator that is not in the
 * table grants nothing: the graph is then run one row at a time, which is right but slower.
 *
 * <p>Below, "rows" and "steps" are the positions on a tensor's axes of rows and steps. An operator
 * that works over an axis makes the positions on that axis depend on each other.
 */
final class Operators {
  private static final String MICROSOFT = "com.microsoft.";

  /**
   * Operators that share a rule.
   *
   * @param kind a name for people
   * @param effect a sentence on what they do to rows and steps
   * @param names the operators' names
   */
  record Group(String kind, String effect, Rule rule, List<String> names) {}

  static final List<Group> GROUPS = groups();

  static final Map<String, Rule> TABLE = table();

  private Operators() {}

  private static List<Group> groups() {
    return Stream.of(
            ComputingOperators.groups(), MovingOperators.groups(), RunningOperators.groups())
        .flatMap(List::stream)
        .toList();
  }

  /**
   * @param standard names of ONNX's own operators, separated by spaces
   * @param microsoft names of operators that ONNX Runtime adds, separated by spaces
   */
  static Group group(String kind, String effect, Rule rule, String standard, String microsoft) {
    var names = new ArrayList<String>();
    for (var name : standard.split(" ", -1)) {
      if (!name.isEmpty()) {
        names.add(name);
      }
    }
    for (var name : microsoft.split(" ", -1)) {
      if (!name.isEmpty()) {
        names.add(MICROSOFT + name);
      }
    }
    return new Group(kind, effect, rule, List.copyOf(names));
  }

  private static Map<String, Rule> table() {
    var table = new LinkedHashMap<String, Rule>();
    for (var group : GROUPS) {
      for (var name : group.names()) {
        if (table.put(name, group.rule()) != null) {
          throw new IllegalStateException("twice in the table: " + name);
        }
      }
    }
    return Map.copyOf(table);
  }
}
