package dev.unroll.plan;

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
   * Runs one slice: gathers the rows, runs the graph once, scatters what it gave.
   *
   * @param rows each with exactly {@code steps} steps to give; no more than {@link #maxRows}
   * @throws GraphException if the graph fails; the rows are as before
   */
  void advance(Workspace workspace, List<RowMemory> rows, int steps) throws GraphException;
}
