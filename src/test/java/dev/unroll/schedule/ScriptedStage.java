package dev.unroll.schedule;

import dev.unroll.plan.stage.RowMemory;
import dev.unroll.plan.stage.Stage;
import dev.unroll.runtime.GraphException;
import dev.unroll.runtime.Workspace;
import dev.unroll.schedule.cost.CostModel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A stage without a graph: it notes what it is asked to run, then does what the test says. */
public final class ScriptedStage implements Stage {
  /** A slice that was asked for. */
  record Ran(List<RowMemory> rows, int steps) {}

  /** What running a slice does, beyond being noted. */
  public interface Script {
    void run(List<RowMemory> rows, int steps) throws GraphException;
  }

  private final String name;
  private final int fixedRows;
  private final Script script;
  private final CostModel cost;
  private Script scattering = (rows, steps) -> {};
  private final List<Ran> slices = Collections.synchronizedList(new ArrayList<>());

  public ScriptedStage(String name) {
    this(name, 0, (rows, steps) -> {});
  }

  /**
   * @param fixedRows rows that it insists on, or 0
   */
  public ScriptedStage(String name, int fixedRows, Script script) {
    this(name, fixedRows, script, CostModel.linear(100_000, 10_000));
  }

  ScriptedStage(String name, int fixedRows, Script script, CostModel cost) {
    this.cost = cost;
    this.name = name;
    this.fixedRows = fixedRows;
    this.script = script;
  }

  /** What happens when the results of a slice are written into its rows, on the test's thread. */
  void whenScattered(Script then) {
    scattering = then;
  }

  /** Unless the test says otherwise, company pays: a call costs as much as ten steps. */
  public CostModel cost() {
    return cost;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int maxRows() {
    return fixedRows > 0 ? fixedRows : Integer.MAX_VALUE;
  }

  @Override
  public int computedRows(int rows) {
    return Math.max(rows, fixedRows);
  }

  @Override
  public Computed compute(Workspace workspace, List<RowMemory> rows, int steps)
      throws GraphException {
    slices.add(new Ran(List.copyOf(rows), steps));
    script.run(rows, steps);
    return () -> scatter(rows, steps);
  }

  private void scatter(List<RowMemory> rows, int steps) {
    try {
      scattering.run(rows, steps);
    } catch (GraphException e) {
      throw new IllegalStateException("only what is computed can fail so", e);
    }
  }

  List<Ran> slices() {
    return List.copyOf(slices);
  }

  /** How many rows each slice had. */
  public List<Integer> sliceRows() {
    return slices().stream().map(ran -> ran.rows().size()).toList();
  }

  /** How many slices the row was in. */
  long slicesOf(ScriptedProgress row) {
    return slices().stream().filter(ran -> ran.rows().contains(row.memory())).count();
  }
}
