package dev.unroll.plan.prove;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.plan.AnswerPlan;
import dev.unroll.plan.planner.Planner;
import dev.unroll.plan.planner.ZooCase;
import dev.unroll.plan.stage.Stage;
import dev.unroll.runtime.DeviceChoice;
import dev.unroll.runtime.OnnxRuntime;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which graphs need it depends on the processor; what is done about it does not. */
class PairedLoneRowsTest {
  @ParameterizedTest
  @MethodSource("dev.unroll.plan.planner.ZooCase#singleGraphs")
  void loneRows_areRunAsTwo_onlyWhereThatMakesThePlanSteady(ZooCase zoo) throws Exception {
    var planner = new Planner(OnnxRuntime.open(DeviceChoice.parse("cpu")));
    try (var plan = (AnswerPlan) planner.plan(zoo.folder(), Map.of())) {
      var proof = plan.facts().proof();
      long paired = plan.stages().stream().filter(PairedLoneRowsTest::isPaired).count();
      assertTrue(paired == 0 || proof.bitIdentical(), proof.toString());
      boolean steadyAlready = proof.largestDifference() == 0 && !zoo.name().contains("rnn");
      assertEquals(0, steadyAlready ? paired : 0, proof.toString());
    }
  }

  private static boolean isPaired(Stage stage) {
    return stage.maxRows() == Integer.MAX_VALUE && stage.computedRows(1) == 2;
  }
}
