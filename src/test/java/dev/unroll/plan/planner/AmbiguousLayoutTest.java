package dev.unroll.plan.planner;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.Sequence;
import dev.unroll.onnx.AttributeProto;
import dev.unroll.onnx.SmallGraph;
import dev.unroll.plan.Plan;
import dev.unroll.plan.TensorPlan;
import dev.unroll.plan.WholePlan;
import dev.unroll.plan.graph.GraphHints;
import dev.unroll.plan.graph.InputOrder;
import dev.unroll.runtime.DeviceChoice;
import dev.unroll.runtime.OnnxRuntime;
import dev.unroll.runtime.Workspace;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Graphs without a recurrent node, whose axes have names that say little or nothing. */
class AmbiguousLayoutTest {
  private static final int FLOAT32 = SmallGraph.FLOAT32;

  @TempDir Path folder;

  /** Adds to each place what an operator makes of all places along an axis. */
  private static SmallGraph mixing(int axis, Object... sizes) {
    return new SmallGraph()
        .input("x", FLOAT32, sizes)
        .openOutput("y", FLOAT32)
        .node("ReduceMean", "x", "m", SmallGraph.numbers("axes", axis))
        .node("Add", "x,m", "y");
  }

  private static SmallGraph summing(int axis, Object... sizes) {
    return new SmallGraph()
        .input("x", FLOAT32, sizes)
        .openOutput("y", FLOAT32)
        .integers("axis", List.of(), axis)
        .node("CumSum", "x,axis", "y");
  }

  private static SmallGraph pooling(int axis, Object... sizes) {
    AttributeProto[] attributes = {
      SmallGraph.numbers("axes", axis), SmallGraph.number("keepdims", 0)
    };
    return new SmallGraph()
        .input("x", FLOAT32, sizes)
        .openOutput("y", FLOAT32)
        .node("ReduceMax", "x", "y", attributes);
  }

  @ParameterizedTest
  @CsvSource({"'',''", "n,''", "b,m", "n,m", "u,v", "'',t", "b,n"})
  void firstAxisThatIsMixed_givesNoStepsButTheLineThatDecides(String first, String second)
      throws Exception {
    for (var graph : List.of(mixing(0, first, second, 2), summing(0, first, second, 2))) {
      var reason = refusal(graph);
      assertTrue(reason.contains("it is unknown which axis of input x float32["), reason);
      assertTrue(reason.contains("'layout: time-major' into model.yaml"), reason);
      assertTrue(reason.contains("computes over all"), reason);
    }
  }

  @Test
  void vectorsThatAreMixed_mayBeRowsOrSteps_andAreTakenAsTheyAre() throws Exception {
    for (var name : List.of("", "n", "b", "u")) {
      assertTrue(refusal(mixing(0, name, 2)).contains("layout: time-major"));
    }
  }

  @ParameterizedTest
  @CsvSource({"'',''", "n,''", "'',n", "m,b", "u,v"})
  void secondAxisThatIsMixed_isTakenForStepsButSharesNoRun(String first, String second)
      throws Exception {
    try (var plan = plan(mixing(1, first, second, 2), Optional.empty())) {
      assertEquals("alone", plan.facts().label());
      assertEquals(0, plan.facts().input().batchAxis());
      var why = String.join(" ", plan.facts().refused());
      assertTrue(why.contains("whole: it is unknown which axis"), why);
      assertArrayEquals(new float[] {3, 5, 5, 7}, answer(plan, 1, 2, 3, 4));
    }
  }

  @Test
  void axisThatTheOutputLacks_isTheSteps() throws Exception {
    try (var plan = plan(pooling(1, "n", "", 2), Optional.empty())) {
      assertEquals("whole", plan.facts().label());
      assertArrayEquals(new float[] {3, 4}, answer(plan, 1, 2, 3, 4));
    }
    try (var plan = plan(pooling(0, "n", "", 2), Optional.empty())) {
      assertEquals(0, plan.facts().input().timeAxis());
      assertArrayEquals(new float[] {3, 4}, answer(plan, 1, 2, 3, 4));
    }
  }

  @Test
  void twoLettersThatAgree_tell() throws Exception {
    try (var plan = plan(mixing(0, "l", "b", 2), Optional.empty())) {
      assertEquals("whole", plan.facts().label());
      assertEquals(1, plan.facts().input().batchAxis());
    }
  }

  @Test
  void wordOnOneAxis_outweighsALetterOnTheOther() throws Exception {
    try (var plan = plan(mixing(0, "n", "batch", 2), Optional.empty())) {
      assertEquals(1, plan.facts().input().batchAxis());
    }
    try (var plan = plan(mixing(0, "frames", "b", 2), Optional.empty())) {
      assertEquals(1, plan.facts().input().batchAxis());
    }
  }

  @Test
  void placesThatAreIndependentEitherWay_shareRuns() throws Exception {
    var graph =
        new SmallGraph()
            .input("x", FLOAT32, "", "n", 2)
            .openOutput("y", FLOAT32)
            .node("Tanh", "x", "y");
    try (var plan = plan(graph, Optional.empty())) {
      assertEquals("whole", plan.facts().label());
    }
  }

  @Test
  void layoutThatTheOwnerSays_isTaken() throws Exception {
    var graph = mixing(0, "n", "m", 2);
    try (var plan = plan(graph, Optional.of(InputOrder.TIME_MAJOR))) {
      assertEquals("whole", plan.facts().label());
      assertEquals(1, plan.facts().input().batchAxis());
      assertArrayEquals(new float[] {3, 5, 5, 7}, answer(plan, 1, 2, 3, 4));
    }
    try (var plan = plan(graph, Optional.of(InputOrder.BATCH_FIRST))) {
      assertEquals("alone", plan.facts().label());
      assertArrayEquals(new float[] {2, 4, 6, 8}, answer(plan, 1, 2, 3, 4));
    }
  }

  @Test
  void layoutThatTheOwnerSays_outweighsNames() throws Exception {
    try (var plan = plan(mixing(1, "batch", "time", 2), Optional.of(InputOrder.TIME_MAJOR))) {
      assertEquals("alone", plan.facts().label());
      assertEquals(0, plan.facts().input().timeAxis());
    }
  }

  private Plan plan(SmallGraph graph, Optional<InputOrder> order) throws Exception {
    graph.write(folder, "model.onnx");
    var planner = new Planner(OnnxRuntime.open(DeviceChoice.parse("cpu")));
    return planner.plan(folder, GraphHints.NONE.with(order));
  }

  /** Returns why the graph takes named tensors instead of steps. */
  private String refusal(SmallGraph graph) throws Exception {
    try (var plan = plan(graph, Optional.empty())) {
      assertInstanceOf(TensorPlan.class, plan);
      return plan.facts().refused().get(0);
    }
  }

  private static float[] answer(Plan plan, float... values) throws Exception {
    var whole = (WholePlan) plan;
    var memory = whole.begin(new Sequence.Vectors(values, 2));
    whole.stages().get(0).advance(new Workspace(), List.of(memory), values.length / 2);
    return whole.outputs(memory).get(0).values();
  }
}
