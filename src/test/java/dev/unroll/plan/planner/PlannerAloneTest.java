package dev.unroll.plan.planner;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.Sequence;
import dev.unroll.onnx.SmallGraph;
import dev.unroll.plan.Plan;
import dev.unroll.plan.WholePlan;
import dev.unroll.plan.graph.Layout;
import dev.unroll.plan.stage.RowMemory;
import dev.unroll.runtime.DeviceChoice;
import dev.unroll.runtime.OnnxRuntime;
import dev.unroll.runtime.Workspace;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Graphs that are run one row at a time, where nothing that is run shows what the rows are. */
class PlannerAloneTest {
  private static final int FLOAT32 = SmallGraph.FLOAT32;
  private static final int INT64 = SmallGraph.INT64;

  @TempDir Path folder;

  /** The sum over an axis of what an operator makes that grants nothing. */
  private static SmallGraph pooled(int axis, Object... sizes) {
    return new SmallGraph()
        .input("x", FLOAT32, sizes)
        .openOutput("y", FLOAT32)
        .integers("axis", List.of(1L), axis)
        .node("Relu", "x", "r")
        .node("DynamicQuantizeLinear", "r", "q,s,z")
        .node("DequantizeLinear", "q,s,z", "d")
        .node("ReduceSum", "d,axis", "y", SmallGraph.number("keepdims", sizes.length == 2 ? 1 : 0));
  }

  @Test
  void axesWithoutNames_areThoseThatKeepTheRows() throws Exception {
    assertEquals(new Layout(0, 1), layout(pooled(1, "a", "c", 2)));
    assertEquals(new Layout(1, 0), layout(pooled(0, "a", "c", 2)));
  }

  @Test
  void stepsWithoutAnAxisOfRows_areOneRow() throws Exception {
    assertEquals(new Layout(-1, 0), layout(pooled(0, "", 2)));
  }

  @Test
  void recurrentNodeOverTheNamedRows_whereTheLastStepIsTakenOfTheOthers_keepsTheNames()
      throws Exception {
    // PyTorch's layers take time first; a network that forgets it runs over its rows.
    var graph =
        new SmallGraph()
            .input("x", FLOAT32, "batch", "time", 2)
            .openOutput("y", FLOAT32)
            .weight("w", List.of(1L, 2L, 2L), .5f, 0, 0, .5f)
            .weight("r", List.of(1L, 2L, 2L), .5f, 0, 0, .5f)
            .integers("last", List.of(), -1)
            .integers("directions", List.of(1L), 1)
            .node("RNN", "x,w,r", "h,", SmallGraph.number("hidden_size", 2))
            .node("Squeeze", "h,directions", "s")
            .node("Gather", "s,last", "y", SmallGraph.number("axis", 1));
    assertEquals(new Layout(0, 1), layout(graph));
  }

  @ParameterizedTest
  @CsvSource({"n,s", "B,S", "'',''"})
  void rowsThatAreAveragedAway_areThoseThatTheLayerDoesNotRunOver(String first, String second)
      throws Exception {
    var graph =
        new SmallGraph()
            .input("x", FLOAT32, first, second, 2)
            .openOutput("y", FLOAT32)
            .weight("w", List.of(1L, 2L, 2L), .5f, 0, 0, .5f)
            .weight("r", List.of(1L, 2L, 2L), .5f, 0, 0, .5f)
            .integers("directions", List.of(1L), 1)
            .node("Transpose", "x", "t", SmallGraph.numbers("perm", 1, 0, 2))
            .node("RNN", "t,w,r", "h,", SmallGraph.number("hidden_size", 2))
            .node("Squeeze", "h,directions", "s")
            .node(
                "ReduceMean",
                "s",
                "y",
                SmallGraph.numbers("axes", 1),
                SmallGraph.number("keepdims", 0));
    assertEquals(new Layout(0, 1), layout(graph));
  }

  @Test
  void moreRowsOutThanIn_doNotMakeRowsOfTheSteps() throws Exception {
    var graph =
        new SmallGraph()
            .input("x", FLOAT32, "batch", "time", 2)
            .openOutput("y", FLOAT32)
            .weight("w", List.of(1L, 2L, 2L), .5f, 0, 0, .5f)
            .weight("r", List.of(1L, 2L, 2L), .5f, 0, 0, .5f)
            .integers("directions", List.of(1L), 1)
            .node("Transpose", "x", "t", SmallGraph.numbers("perm", 1, 0, 2))
            .node("RNN", "t,w,r", "h,", SmallGraph.number("hidden_size", 2))
            .node("Squeeze", "h,directions", "s")
            .node("Transpose", "s", "b", SmallGraph.numbers("perm", 1, 0, 2))
            .node("Concat", "b,b", "y", SmallGraph.number("axis", 0));
    assertEquals(new Layout(0, 1), layout(graph));
  }

  @Test
  void stepsAgainstSteps_isNotServedAsIfTheyWereRows() throws Exception {
    // Each step's product with each other one: an output with two axes of steps.
    var graph =
        new SmallGraph()
            .input("x", FLOAT32, "batch", "time", 2)
            .openOutput("y", FLOAT32)
            .weight("w", List.of(1L, 6L, 2L), new float[12])
            .weight("r", List.of(1L, 6L, 2L), new float[12])
            .integers("directions", List.of(1L), 1)
            .node("Transpose", "x", "t", SmallGraph.numbers("perm", 1, 0, 2))
            .node("GRU", "t,w,r", "h,", SmallGraph.number("hidden_size", 2))
            .node("Squeeze", "h,directions", "s")
            .node("Transpose", "s", "b", SmallGraph.numbers("perm", 1, 0, 2))
            .node("Einsum", "b,b", "y", SmallGraph.text("equation", "bth,bsh->bts"));
    graph.write(folder, "model.onnx");
    try (var plan = new Planner(runtime()).plan(folder, Map.of())) {
      assertEquals(0, plan.facts().input().batchAxis());
    }
  }

  @Test
  void squeezedOutput_isRightOfOneStepToo() throws Exception {
    var graph =
        new SmallGraph()
            .input("x", FLOAT32, "batch", "time", 2)
            .openOutput("y", FLOAT32)
            .node("Relu", "x", "r")
            .node("Squeeze", "r", "y");
    graph.write(folder, "model.onnx");
    try (var plan = new Planner(runtime()).plan(folder, Map.of())) {
      assertArrayEquals(new float[] {1, 2, 3, 4}, answer(plan, 1, 2, 3, 4));
      assertArrayEquals(new float[] {5, 6}, answer(plan, 5, 6));
    }
  }

  @Test
  void squeezedOutputOfOneStep_hasTheShapeThatTheGraphGives() throws Exception {
    var graph =
        new SmallGraph()
            .input("x", FLOAT32, "batch", "time", 2)
            .openOutput("y", FLOAT32)
            .openOutput("weights", FLOAT32)
            .openOutput("sums", FLOAT32)
            .integers("axis", List.of(1L), 2)
            .node("Relu", "x", "r")
            .node("Squeeze", "r", "y")
            .node("Transpose", "x", "t", SmallGraph.numbers("perm", 0, 2, 1))
            .node("MatMul", "x,t", "product")
            .node("Squeeze", "product", "weights")
            .node("ReduceSum", "x,axis", "s")
            .node("Squeeze", "s", "sums");
    graph.write(folder, "model.onnx");
    try (var plan = new Planner(runtime()).plan(folder, Map.of())) {
      var memory = begun(plan, new Sequence.Vectors(new float[] {5, 6}, 2));
      assertEquals(
          List.of(List.of(2L), List.of(), List.of()),
          ((WholePlan) plan).outputs(memory).stream().map(out -> out.facts().shape()).toList());
      var longer = begun(plan, new Sequence.Vectors(new float[] {1, 2, 3, 4}, 2));
      assertEquals(
          List.of(true, true, true),
          ((WholePlan) plan).outputs(longer).stream().map(out -> out.facts().timed()).toList());
    }
  }

  @Test
  void placesOfWhatIsSeldomThere_areServed() throws Exception {
    var graph =
        new SmallGraph()
            .input("ids", INT64, "batch", "time")
            .openOutput("y", INT64)
            .integers("looked", List.of(), 77)
            .weight("table", List.of(1000L, 1L), new float[1000])
            .openOutput("e", FLOAT32)
            .node("Gather", "table,ids", "e")
            .node("Equal", "ids,looked", "is")
            .node("NonZero", "is", "places")
            .node("Transpose", "places", "y", SmallGraph.numbers("perm", 1, 0));
    graph.write(folder, "model.onnx");
    try (var plan = new Planner(runtime()).plan(folder, Map.of())) {
      assertArrayEquals(new float[] {}, ids(plan, 5, 6));
      assertArrayEquals(new float[] {0, 1, 0, 3}, ids(plan, 5, 77, 6, 77));
    }
  }

  @Test
  void lengthOfTheExample_writtenIntoAReshape_isTheOnlyOne() throws Exception {
    var graph =
        new SmallGraph()
            .input("x", FLOAT32, "batch", "time", 2)
            .openOutput("y", FLOAT32)
            .integers("shape", List.of(3L), -1, 66, 2)
            .node("Reshape", "x,shape", "y");
    graph.write(folder, "model.onnx");
    try (var plan = new Planner(runtime()).plan(folder, Map.of())) {
      assertEquals(66, plan.facts().fixedSteps());
    }
  }

  @Test
  void rowsThatTheFirstStatesInsistOn_butNoAxisSays_areFound() throws Exception {
    insisting("batch").write(folder, "model.onnx");
    try (var plan = new Planner(runtime()).plan(folder, Map.of())) {
      assertEquals(List.of(3L, -1L, 1L), plan.facts().input().shape());
    }
  }

  @Test
  void rowInAPlaceWithFirstStatesOfItsOwn_getsWhatTheGraphGivesThere() throws Exception {
    insisting(3).write(folder, "model.onnx");
    try (var plan = new Planner(runtime()).plan(folder, Map.of())) {
      for (int place = 0; place < 4; place++) {
        var whole = (WholePlan) plan;
        var memory = whole.begin(new Sequence.Vectors(new float[] {0}, 1));
        memory.takePlace(place);
        whole.stages().get(0).advance(new Workspace(), List.of(memory), 1);
        // Beyond the last place it begins anew.
        float first = .25f * (place % 3);
        assertArrayEquals(
            new float[] {(float) Math.tanh(first)}, whole.outputs(memory).get(0).values(), 1e-6f);
      }
    }
  }

  /** A cell of one unit, whose first states are of three rows, each another. */
  private static SmallGraph insisting(Object rows) {
    return new SmallGraph()
        .input("x", FLOAT32, rows, "time", 1)
        .openOutput("y", FLOAT32)
        .weight("w", List.of(1L, 1L, 1L), 1)
        .weight("r", List.of(1L, 1L, 1L), 1)
        .weight("first", List.of(1L, 3L, 1L), 0, .25f, .5f)
        .integers("directions", List.of(1L), 0)
        .node("Transpose", "x", "t", SmallGraph.numbers("perm", 1, 0, 2))
        .node("RNN", "t,w,r,,,first", "s,h", SmallGraph.number("hidden_size", 1))
        .node("Squeeze", "h,directions", "y");
  }

  @Test
  void graphThatFailsOnEveryLength_isServedWithAWarning() throws Exception {
    var graph =
        new SmallGraph()
            .input("x", FLOAT32, "batch", "time", 2)
            .openOutput("y", FLOAT32)
            .integers("shape", List.of(3L), -1, 0, 9)
            .node("Reshape", "x,shape", "y");
    graph.write(folder, "model.onnx");
    try (var plan = new Planner(runtime()).plan(folder, Map.of())) {
      assertEquals("alone", plan.facts().label());
      var warning = plan.facts().warnings().get(0);
      assertTrue(warning.startsWith("no random input was found that the graph takes"), warning);
    }
  }

  private Layout layout(SmallGraph graph) throws Exception {
    graph.write(folder, "model.onnx");
    try (var plan = new Planner(runtime()).plan(folder, Map.of())) {
      assertEquals("alone", plan.facts().label());
      var input = plan.facts().input();
      return new Layout(input.batchAxis(), input.timeAxis());
    }
  }

  private static OnnxRuntime runtime() throws Exception {
    return OnnxRuntime.open(DeviceChoice.parse("cpu"));
  }

  private static float[] answer(Plan plan, float... values) throws Exception {
    return answer(plan, new Sequence.Vectors(values, 2));
  }

  private static float[] ids(Plan plan, long... ids) throws Exception {
    return answer(plan, new Sequence.Ids(ids));
  }

  private static float[] answer(Plan plan, Sequence sequence) throws Exception {
    return ((WholePlan) plan).outputs(begun(plan, sequence)).get(0).values();
  }

  private static RowMemory begun(Plan plan, Sequence sequence) throws Exception {
    var memory = ((WholePlan) plan).begin(sequence);
    plan.stages().get(0).advance(new Workspace(), List.of(memory), sequence.steps());
    return memory;
  }
}
