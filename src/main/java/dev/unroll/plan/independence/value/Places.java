package dev.unroll.plan.independence.value;

import java.util.List;

/**
 * What integers say of the places that rows have in a run. That is no row's content: a row stands
 * elsewhere in other company. But who picks by it picks rows, and may pick each row's own.
 */
public sealed interface Places {
  /**
   * Each row's own place, so many times, and a rest that is the row's content.
   *
   * @param rest with an axis of rows, whose places are counted
   */
  record Counted(Size times, Value rest) implements Places {
    public boolean isPlaceAlone() {
      return times.is(1) && rest.isFilledWith(0);
    }
  }

  /**
   * Indices beside each other along the last axis, of which one is each row's own place.
   *
   * @param own which one
   * @param columns each with a last axis of size 1
   */
  record Beside(int own, List<Value> columns) implements Places {}

  /**
   * The rows in another order: which one stands at each place of it.
   *
   * @param name of the order
   * @param rest its axes
   */
  record Order(String name, Value rest) implements Places {}

  /**
   * Where each row stands in another order: rows that are picked by it are in their own again.
   *
   * @param name of the order
   * @param rest its axes
   */
  record Undoing(String name, Value rest) implements Places {}
}
