package dev.unroll.plan.stage;

import dev.unroll.runtime.GraphException;
import dev.unroll.runtime.Workspace;
import java.util.List;

/**
 * A part of a model that is advanced slice by slice. It has no state of its own and is thread-safe.
 */
public interface Stage {
  /** Returns the stage's name, for example "whole", "encode" or "decode". */
  String name();

  /**
   * Returns the most rows that a slice may have; {@link Integer#MAX_VALUE} where the graph sets no
   * limit.
   */
  int maxRows();

  /**
   * Returns the number of rows that are computed for a slice of that many rows. It is larger where
   * the graph requires a number of rows, or where a lone row would not be bit-identical.
   */
  int computedRows(int rows);

  /**
   * Gathers the rows and runs the graph once. The content of the rows does not change, whether it
   * fails or not, so they may be run again.
   *
   * @param rows at most {@link #maxRows} rows, each with at least {@code steps} steps remaining
   * @throws GraphException if the graph fails
   */
  Computed compute(Workspace workspace, List<RowMemory> rows, int steps) throws GraphException;

  /** The results of a slice. They stay in the lane's workspace until it is used again. */
  @FunctionalInterface
  interface Computed {
    /**
     * Writes the results into the slice's rows; call it once. If it throws, rows may be partly
     * written, and none may be run again.
     */
    void scatter();
  }

  /** Computes and scatters, for callers that drop the rows if either fails. */
  default void advance(Workspace workspace, List<RowMemory> rows, int steps) throws GraphException {
    compute(workspace, rows, steps).scatter();
  }
}
