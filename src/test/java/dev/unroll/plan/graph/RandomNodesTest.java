package dev.unroll.plan.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.onnx.SmallGraph;
import dev.unroll.plan.planner.Planner;
import dev.unroll.runtime.DeviceChoice;
import dev.unroll.runtime.OnnxRuntime;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Graphs that draw random numbers, and such as only look so. */
class RandomNodesTest {
  private static final int FLOAT32 = SmallGraph.FLOAT32;

  @TempDir Path folder;

  private static SmallGraph graph() {
    return new SmallGraph()
        .input("x", FLOAT32, "batch", "time", 2)
        .output("y", FLOAT32, "batch", "time", 2);
  }

  private static SmallGraph dropping(int training) {
    return graph()
        .weight("ratio", List.of(), .5f)
        .bytes("training", SmallGraph.BOOL, List.of(), (byte) training)
        .node("Dropout", "x,ratio,training", "y");
  }

  private static String warning(SmallGraph graph) {
    return RandomNodes.warning(graph.model()).orElse("");
  }

  @Test
  void operatorsThatDraw_areNamed() {
    var like = List.of("RandomNormalLike", "RandomUniformLike", "Bernoulli", "Multinomial");
    for (var operator : like) {
      var found = warning(graph().node(operator, "x", "r").node("Add", "x,r", "y"));
      assertTrue(found.contains("random numbers at the " + operator + " that makes [r]"), found);
      assertTrue(found.contains("two runs differ"), found);
    }
    var shape = SmallGraph.numbers("shape", 2);
    for (var operator : List.of("RandomNormal", "RandomUniform")) {
      assertFalse(
          warning(graph().node(operator, "", "r", shape).node("Add", "x,r", "y")).isEmpty());
    }
  }

  @Test
  void dropout_drawsOnlyWhileANetworkIsTrained() {
    assertTrue(warning(dropping(1)).contains("Dropout"));
    assertEquals("", warning(dropping(0)));
    assertEquals("", warning(graph().node("Dropout", "x", "y")));
  }

  @Test
  void numbersThatNoOutputNeeds_areNone() {
    assertEquals("", warning(graph().node("RandomNormalLike", "x", "r").node("Abs", "x", "y")));
  }

  @Test
  void numbersThatAreDrawnInABranch_areFound() {
    var inner = new SmallGraph().untypedOutput("r").node("RandomNormalLike", "x", "r");
    var other = new SmallGraph().untypedOutput("s").node("Abs", "x", "s");
    var graph =
        graph()
            .bytes("yes", SmallGraph.BOOL, List.of(), (byte) 1)
            .node(
                "If",
                "yes",
                "y",
                SmallGraph.graph("then_branch", inner),
                SmallGraph.graph("else_branch", other));
    assertTrue(warning(graph).contains("RandomNormalLike"));
  }

  @Test
  void plan_saysSoAndClaimsNothing() throws Exception {
    var noise = graph().node("RandomNormalLike", "x", "r").node("Add", "x,r", "y");
    for (var graph : List.of(noise, dropping(1))) {
      graph.write(folder, "model.onnx");
      var planner = new Planner(OnnxRuntime.open(DeviceChoice.parse("cpu")));
      try (var plan = planner.plan(folder, Map.of())) {
        assertEquals("alone", plan.facts().label());
        assertFalse(plan.facts().proof().bitIdentical());
        assertFalse(plan.facts().proof().isComparable());
        var warnings = String.join(" ", plan.facts().warnings());
        assertTrue(warnings.contains("two runs differ"), warnings);
      }
    }
  }

  @Test
  void plan_thatDrawsNothing_isComparable() throws Exception {
    dropping(0).write(folder, "model.onnx");
    var planner = new Planner(OnnxRuntime.open(DeviceChoice.parse("cpu")));
    try (var plan = planner.plan(folder, Map.of())) {
      assertTrue(plan.facts().proof().isComparable());
      assertEquals(List.of(), plan.facts().warnings());
    }
  }
}
