package dev.unroll.plan.independence.operator;

import dev.unroll.plan.independence.value.Value;
import java.util.List;

/** What an operator does to rows and steps. */
@FunctionalInterface
public interface Rule {
  /**
   * What is known of a node's outputs; those beyond the list are not known.
   *
   * @param node with as much as is known of its inputs
   */
  List<Value> apply(Node node);

  /** An operator's name in the table: those of other makers have their domain before it. */
  static String key(String domain, String operator) {
    return domain.isEmpty() ? operator : domain + "." + operator;
  }
}
