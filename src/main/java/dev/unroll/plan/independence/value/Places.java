package dev.unroll.plan.independence.value;

import java.util.List;

/**
 * What integers say about the positions of rows in a run. A position is not a row's content,
 * because it changes with the other rows of the run. An operator that picks by positions may still
 * pick each row's own data.
 */
public sealed interface Places {
  /**
   * Each row's own position times a factor, plus a rest that is the row's content.
   *
   * @param rest a value with an axis of rows, whose positions are counted
   */
  record Counted(Size times, Value rest) implements Places {
    public boolean isPlaceAlone() {
      return times.is(1) && rest.isFilledWith(0);
    }
  }

  /**
   * Indices that are joined along the last axis, of which one is each row's own position.
   *
   * @param own which column is the row's own position
   * @param columns each with a last axis of size 1
   */
  record Beside(int own, List<Value> columns) implements Places {}

  /**
   * A permutation of the rows: which row is at each position.
   *
   * @param name the name of the order
   * @param rest a value with its axes
   */
  record Order(String name, Value rest) implements Places {}

  /**
   * The inverse of a permutation: picking by it puts the rows back into their own order.
   *
   * @param name the name of the order
   * @param rest a value with its axes
   */
  record Undoing(String name, Value rest) implements Places {}
}
