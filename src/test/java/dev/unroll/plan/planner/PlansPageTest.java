package dev.unroll.plan.planner;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.unroll.runtime.DeviceChoice;
import dev.unroll.runtime.OnnxRuntime;
import java.util.ArrayList;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** docs/PLANS.md, held to what the planner does. */
class PlansPageTest {
  @Test
  void table_holdsEachCasesPlanAndWhyItIsNotBetter() throws Exception {
    var planner = new Planner(OnnxRuntime.open(DeviceChoice.parse("cpu")));
    var found = new ArrayList<PlanTable.Line>();
    for (var zoo : ZooCase.all().toList()) {
      try (var plan = planner.plan(zoo.folder(), Map.of())) {
        found.add(PlanTable.Line.of(zoo, plan.facts()));
      }
    }
    assertEquals(
        found.stream().map(PlanTable.Line::lasting).toList(),
        PlanTable.written().stream().map(PlanTable.Line::lasting).toList(),
        () -> "docs/PLANS.md must hold this table:\n" + PlanTable.markdown(found));
  }
}
