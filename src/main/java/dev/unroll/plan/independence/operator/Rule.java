package dev.unroll.plan.independence.operator;

import dev.unroll.plan.independence.value.Value;
import java.util.List;

/** The effect of an operator on rows and steps. */
@FunctionalInterface
public interface Rule {
  /**
   * Returns what is known about a node's outputs; nothing is known about outputs beyond the list.
   *
   * @param node the node with what is known about its inputs
   */
  List<Value> apply(Node node);

  /** Returns an operator's name in the table; a domain other than ONNX's own is a prefix. */
  static String key(String domain, String operator) {
    return domain.isEmpty() ? operator : domain + "." + operator;
  }
}
