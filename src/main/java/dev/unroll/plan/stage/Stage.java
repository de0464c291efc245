package dev.unroll.plan.stage;

import dev.unroll.runtime.GraphException;
import dev.unroll.runtime.Workspace;
import java.util.List;

/**
 * A piece of a model that can be advanced slice by slice. It has no state of its own; any number of
 * lanes may advance it at once.
 */
public interface Stage {
  /** "whole", "encode" or "decode". */
  String name();

  /**
   * The most rows that a slice may have; {@link Integer#MAX_VALUE} where the graph sets no bound.
   */
  int maxRows();

  /**
   * Rows that are computed for a slice of that many: more where the graph insists on a number, or
   * where a lone row would get other bits than in company.
   */
  int computedRows(int rows);

  /**
   * Runs one slice up to its results: gathers the rows, runs the graph once. Whether it fails or
   * not, to whoever reads them the rows are as before: they may be run again.
   *
   * @param rows each with exactly {@code steps} steps to give; no more than {@link #maxRows}
   * @throws GraphException if the graph fails
   */
  Computed compute(Workspace workspace, List<RowMemory> rows, int steps) throws GraphException;

  /** What a slice has given. It lies in the lane's workspace, until that is used again. */
  @FunctionalInterface
  interface Computed {
    /**
     * Writes it into the slice's rows, once. If this throws, some of them may have moved on and
     * some not, or some of their states: none may be run again.
     */
    void scatter();
  }

  /** Both, for whoever gives its rows up if either fails. */
  default void advance(Workspace workspace, List<RowMemory> rows, int steps) throws GraphException {
    compute(workspace, rows, steps).scatter();
  }
}
