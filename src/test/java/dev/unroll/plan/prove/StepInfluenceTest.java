package dev.unroll.plan.prove;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.onnx.SmallGraph;
import dev.unroll.plan.planner.Planner;
import dev.unroll.plan.planner.ZooCase;
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
      assertTrue(warning.contains("steps 4 to 12 of 12"), warning);
      assertTrue(warning.contains("reads the first 3 steps only, although it takes more"), warning);
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
  void networkThatForgetsFast_isNoFault() throws Exception {
    // Each step leaves a hundredth of what was before it: nothing of it is left in the end.
    var recurrence = vectors().output("y", FLOAT32, 1, "rows", 2);
    recurrence
        .node("Transpose", "x", "turned", SmallGraph.numbers("perm", 1, 0, 2))
        .weight("w", List.of(1L, 2L, 2L), 0.5f, 0, 0, 0.5f)
        .weight("r", List.of(1L, 2L, 2L), 0.01f, 0, 0, 0.01f)
        .node("RNN", "turned,w,r", ",y", SmallGraph.number("hidden_size", 2))
        .write(folder, "model.onnx");
    try (var plan = planner().plan(folder, Map.of())) {
      assertEquals(List.of(), plan.facts().warnings());
    }
  }

  @Test
  void graphThatEndsInTheBestOfItsScores_isLookedAtBeforeThat() throws Exception {
    vectors()
        .output("y", SmallGraph.INT64, "rows")
        .integers("axis", List.of(1L), 1)
        .node("ReduceSum", "x,axis", "scores", SmallGraph.number("keepdims", 0))
        .weight("far", List.of(2L), 1000, 0)
        .node("Add", "scores,far", "likely")
        .node(
            "ArgMax", "likely", "y", SmallGraph.number("axis", 1), SmallGraph.number("keepdims", 0))
        .write(folder, "model.onnx");
    try (var plan = planner().plan(folder, Map.of())) {
      assertEquals(List.of(), plan.facts().warnings());
    }
  }

  @Test
  void thresholdThatSeldomTurns_isNotCalledConstant() throws Exception {
    // Whether the sum of everything is above zero: no step alone changes that as a rule.
    vectors()
        .output("y", FLOAT32, "rows")
        .integers("axes", List.of(2L), 1, 2)
        .weight("zero", List.of(), 0)
        .weight("large", List.of(1L, 1L, 2L), 1, 0)
        .node("Sign", "x", "signs")
        .node("Mul", "signs,large", "kept")
        .node("ReduceSum", "kept,axes", "sum", SmallGraph.number("keepdims", 0))
        .node("Greater", "sum,zero", "above")
        .node("Cast", "above", "y", SmallGraph.number("to", FLOAT32))
        .write(folder, "model.onnx");
    try (var plan = planner().plan(folder, Map.of())) {
      assertEquals(List.of(), plan.facts().warnings());
    }
  }

  @Test
  void remainderThatIsDropped_isNoFault() throws Exception {
    // A convolution of width and stride 5 reads 10 of 12 steps, and 20 of 24.
    vectors()
        .output("y", FLOAT32, "rows", 2)
        .node("Transpose", "x", "channels", SmallGraph.numbers("perm", 0, 2, 1))
        .weight(
            "w", List.of(2L, 2L, 5L), 1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2)
        .node("Conv", "channels,w", "wide", SmallGraph.numbers("strides", 5))
        .integers("axis", List.of(1L), 2)
        .node("ReduceSum", "wide,axis", "y", SmallGraph.number("keepdims", 0))
        .write(folder, "model.onnx");
    try (var plan = planner().plan(folder, Map.of())) {
      assertEquals(List.of(), plan.facts().warnings());
    }
  }

  @Test
  void stepsBetweenThatAreNotRead_areCounted() throws Exception {
    vectors()
        .output("y", FLOAT32, "rows", 2)
        .integers("start", List.of(1L), 0)
        .integers("end", List.of(1L), Long.MAX_VALUE)
        .integers("axis", List.of(1L), 1)
        .integers("two", List.of(1L), 3)
        .node("Slice", "x,start,end,axis,two", "some")
        .node("ReduceSum", "some,axis", "y", SmallGraph.number("keepdims", 0))
        .write(folder, "model.onnx");
    try (var plan = planner().plan(folder, Map.of())) {
      assertEquals(
          List.of(
              "its answers do not seem to change with steps 2 to 3, 5 to 6, 8 to 9 and 11 to 12 of"
                  + " 12"),
          plan.facts().warnings());
    }
  }

  @Test
  void stateThatOnlyTheNextRequestReads_isAnAnswer() throws Exception {
    vectors()
        .input("h", FLOAT32, "rows", 2)
        .output("y", FLOAT32, "rows", 2)
        .output("h_next", FLOAT32, "rows", 2)
        .integers("axis", List.of(1L), 1)
        .node("ReduceSum", "x,axis", "sum", SmallGraph.number("keepdims", 0))
        .node("Add", "sum,h", "h_next")
        .node("Identity", "h", "y")
        .write(folder, "model.onnx");
    try (var plan = planner().plan(folder, Map.of("h", "h_next"))) {
      assertEquals(List.of(), plan.facts().warnings());
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
