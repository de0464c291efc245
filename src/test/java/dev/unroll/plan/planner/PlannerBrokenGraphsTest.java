package dev.unroll.plan.planner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.LoadException;
import dev.unroll.onnx.SmallGraph;
import dev.unroll.runtime.DeviceChoice;
import dev.unroll.runtime.OnnxRuntime;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Graphs with something wrong in their wiring: refused by name, or served as they are. */
class PlannerBrokenGraphsTest {
  private static final int FLOAT32 = SmallGraph.FLOAT32;

  @TempDir Path folder;

  @Test
  void graphThatIsACircle_isRefusedByName() throws Exception {
    var graph = vectors().node("Add", "x,b", "a").node("Tanh", "a", "b").node("Tanh", "b", "y");
    assertRefused(graph);
    assertRefused(weights(vectors()).node("GRU", "back,w,r", "y,back", hidden()));
  }

  @Test
  void weightThatIsMissing_isRefusedByName() throws Exception {
    assertRefused(vectors().node("GRU", "x,w,r", "y", hidden()));
  }

  @Test
  void valueThatIsMadeTwice_isRefusedByName() throws Exception {
    assertRefused(vectors().node("Tanh", "x", "y").node("Relu", "x", "y"));
  }

  @Test
  void nodeWithoutInputsOrOutputs_isRefusedByName() throws Exception {
    assertRefused(weights(vectors()).node("GRU", "", "y", hidden()));
    assertRefused(vectors().node("Tanh", "", "y"));
    assertRefused(vectors().node("Tanh", "x", ""));
  }

  @Test
  void graphWithoutInputs_isRefusedByName() throws Exception {
    var value = SmallGraph.tensor("value", SmallGraph.integerTensor("", List.of(1L, 1L), 1));
    var graph = new SmallGraph().output("y", SmallGraph.INT64, 1, 1);
    assertRefused(graph.node("Constant", "", "y", value));
  }

  @Test
  void attributeThatNobodyKnows_isRefusedByName() throws Exception {
    var unknown = SmallGraph.number("unheard_of", 1);
    assertRefused(weights(vectors()).node("GRU", "x,w,r", "y", hidden(), unknown));
  }

  @Test
  void directionThatNobodyKnows_isRefusedByName() throws Exception {
    var sideways = SmallGraph.text("direction", "sideways");
    assertRefused(weights(vectors()).node("GRU", "x,w,r", "y", hidden(), sideways));
  }

  @Test
  void graphWithoutARecurrentNode_isServedWhole() throws Exception {
    vectors().node("Tanh", "x", "y").write(folder, "model.onnx");
    try (var plan = planner().plan(folder, Map.of())) {
      assertEquals("whole", plan.facts().label());
      assertEquals(List.of("causal, staged: it has no recurrent node"), plan.facts().refused());
    }
  }

  private static SmallGraph vectors() {
    var graph = new SmallGraph().input("x", FLOAT32, "steps", "rows", 2);
    return graph.output("y", FLOAT32);
  }

  private static SmallGraph weights(SmallGraph graph) {
    graph.weight("w", List.of(1L, 6L, 2L), new float[12]);
    return graph.weight("r", List.of(1L, 6L, 2L), new float[12]);
  }

  private static dev.unroll.onnx.AttributeProto hidden() {
    return SmallGraph.number("hidden_size", 2);
  }

  private void assertRefused(SmallGraph graph) throws Exception {
    graph.write(folder, "model.onnx");
    var refusal = assertThrows(LoadException.class, () -> planner().plan(folder, Map.of()));
    assertTrue(refusal.reason().startsWith("model.onnx"), refusal.reason());
  }

  private static Planner planner() throws LoadException {
    return new Planner(OnnxRuntime.open(DeviceChoice.parse("cpu")));
  }
}
