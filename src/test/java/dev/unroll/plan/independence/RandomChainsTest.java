package dev.unroll.plan.independence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.LoadException;
import dev.unroll.plan.independence.value.Steps;
import dev.unroll.runtime.DeviceChoice;
import dev.unroll.runtime.GraphException;
import dev.unroll.runtime.OnnxRuntime;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Whatever a random string of operators is granted, it keeps to. */
class RandomChainsTest {
  private static final int CHAINS = Integer.getInteger("unroll.test.chains", 400);
  private static final long FIRST = Long.getLong("unroll.test.seed", 1);

  private static OnnxRuntime runtime;

  private int tried;
  private int rowsGranted;
  private int stepsGranted;

  @BeforeAll
  static void open() throws LoadException {
    runtime = OnnxRuntime.open(new DeviceChoice(DeviceChoice.Kind.CPU, 0));
  }

  @Test
  void chain_keepsToWhatItIsGranted() throws GraphException {
    for (long seed = FIRST; seed < FIRST + CHAINS; seed++) {
      var chain = ChainMaker.chain(seed);
      try (var runner = new CaseRunner(runtime, chain)) {
        if (runs(runner)) {
          tried++;
          hold(chain, runner);
        }
      } catch (LoadException e) {
        // What is no graph is granted nothing.
      }
    }
    assertTrue(tried > CHAINS / 2, tried + " of " + CHAINS + " are graphs");
    assertTrue(rowsGranted > CHAINS / 8, "rows are granted to " + rowsGranted);
    assertTrue(stepsGranted > CHAINS / 8, "steps are granted to " + stepsGranted);
  }

  private static boolean runs(CaseRunner runner) {
    try {
      runner.run(0, List.of(0), 0, CaseRunner.STEPS);
      return true;
    } catch (GraphException e) {
      return false;
    }
  }

  private void hold(OperatorCase chain, CaseRunner runner) throws GraphException {
    var analysis = chain.analysis();
    for (var output : chain.outputs) {
      var value = analysis.value(output);
      if (value.axes() == null) {
        continue;
      }
      var what = chain + " " + output + " " + chain.graph.graph().getNodeList();
      var law = new IndependenceLaw(runner, output, value.axes());
      boolean sharesRows = value.rowsObstacle() == null;
      if (sharesRows) {
        rowsGranted++;
        assertEquals("", law.rowsViolation(0), what);
      }
      boolean isLast = value.steps().is(Steps.Kind.LAST) || value.steps().is(Steps.Kind.END);
      if (isLast || value.steps().is(Steps.Kind.EACH) || value.steps().is(Steps.Kind.CONSTANT)) {
        stepsGranted++;
        assertEquals("", law.stepsViolation(isLast, sharesRows ? 2 : 1), what);
      }
    }
  }
}
