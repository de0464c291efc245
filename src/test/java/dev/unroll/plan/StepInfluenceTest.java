package dev.unroll.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.onnx.SmallGraph;
import dev.unroll.runtime.DeviceChoice;
import dev.unroll.runtime.OnnxRuntime;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Steps that no answer depends on are told to the model's owner. */
class StepInfluenceTest {
  private static final int FLOAT32 = SmallGraph.FLOAT32;

  @TempDir Path folder;

  @Test
  void graphThatWasTracedForThreeSteps_saysSo_andTakesThree() throws Exception {
    var graph = vectors().output("y", FLOAT32, "rows", 2);
    for (int step = 0; step < 3; step++) {
      graph.integers("i" + step, List.of(), step);
      graph.node("Gather", "x,i" + step, "x" + step, SmallGraph.number("axis", 1));
      graph.node("Add", step == 0 ? "x0,x0" : "h" + step + ",x" + step, "s" + step);
      graph.node("Tanh", "s" + step, step == 2 ? "y" : "h" + (step + 1));
    }
    graph.write(folder, "model.onnx");
    try (var plan = planner().plan(folder, Map.of())) {
      assertEquals(3, plan.facts().minSteps());
      assertEquals(1, plan.facts().warnings().size());
      var warning = plan.facts().warnings().get(0);
      assertTrue(warning.contains("step 4, 5, 6, 7, 8, 9, 10, 11, 12 of 12"), warning);
      assertTrue(warning.contains("made for 3 steps, although it takes any number"), warning);
    }
  }

  @Test
  void graphThatReadsTheLastTwoStepsOnly_saysSo() throws Exception {
    var graph = vectors().output("y", FLOAT32, "rows", 2);
    graph
        .integers("start", List.of(1L), -2)
        .integers("end", List.of(1L), Long.MAX_VALUE)
        .integers("axis", List.of(1L), 1)
        .node("Slice", "x,start,end,axis", "last")
        .node("ReduceSum", "last,axis", "y", SmallGraph.number("keepdims", 0));
    graph.write(folder, "model.onnx");
    try (var plan = planner().plan(folder, Map.of())) {
      var warning = plan.facts().warnings().get(0);
      assertTrue(warning.endsWith("of 12: it reads the last 2 steps only"), warning);
    }
  }

  @Test
  void answerThatNeverChanges_saysSo() throws Exception {
    var graph = vectors().output("y", FLOAT32, "rows", "steps", 2);
    graph.weight("zero", List.of(1L), 0).node("Mul", "x,zero", "y").write(folder, "model.onnx");
    try (var plan = planner().plan(folder, Map.of())) {
      assertEquals(
          List.of("its answers do not seem to change with the input at all"),
          plan.facts().warnings());
    }
  }

  @Test
  void graphsOfTheZoo_readAllTheirSteps() throws Exception {
    var planner = planner();
    for (var zoo : ZooCase.all().toList()) {
      try (var plan = planner.plan(zoo.folder(), Map.of())) {
        assertEquals(List.of(), plan.facts().warnings(), zoo.toString());
      }
    }
  }

  @Test
  void tableOfPositionsThatEnds_isServedUpToThere() throws Exception {
    // Positions of 64 steps are added; ONNX Runtime refuses longer input.
    var graph = vectors().output("y", FLOAT32, "rows", "steps", 2);
    graph.weight("table", List.of(64L, 2L), new float[128]);
    graph
        .integers("zero", List.of(1L), 0)
        .integers("one", List.of(1L), 1)
        .node("Shape", "x", "shape")
        .node("Gather", "shape,one", "steps")
        .node("Slice", "table,zero,steps,zero", "positions")
        .node("Add", "x,positions", "y")
        .write(folder, "model.onnx");
    try (var plan = planner().plan(folder, Map.of())) {
      assertEquals("whole", plan.facts().label(), () -> "" + plan.facts().refused());
    }
  }

  private static SmallGraph vectors() {
    return new SmallGraph().input("x", FLOAT32, "rows", "steps", 2);
  }

  private static Planner planner() throws Exception {
    return new Planner(OnnxRuntime.open(DeviceChoice.parse("cpu")));
  }
}
