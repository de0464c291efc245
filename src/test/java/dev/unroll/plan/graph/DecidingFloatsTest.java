package dev.unroll.plan.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.Sequence;
import dev.unroll.onnx.SmallGraph;
import dev.unroll.plan.AnswerPlan;
import dev.unroll.plan.PlanRunner;
import dev.unroll.plan.planner.Planner;
import dev.unroll.plan.planner.ZooCase;
import dev.unroll.plan.stage.TensorFacts;
import dev.unroll.runtime.DeviceChoice;
import dev.unroll.runtime.OnnxRuntime;
import dev.unroll.runtime.Workspace;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Graphs that end in integers are proven on the scores behind them. */
class DecidingFloatsTest {
  private static final int WIDTH = 3;

  @TempDir Path folder;

  @Test
  void scoresBehindTheBestPlace_areProvenAndNotTold() throws Exception {
    var file = tagger().write(folder, "model.onnx");
    var graph = OnnxGraph.read(file);
    assertEquals(Set.of("each"), DecidingFloats.of(graph.model().getGraph()));
    var runtime = OnnxRuntime.open(DeviceChoice.parse("cpu"));
    try (var plan = (AnswerPlan) new Planner(runtime).plan(folder, Map.of())) {
      assertEquals("causal", plan.facts().label(), () -> "" + plan.facts().refused());
      assertEquals(List.of("tags"), names(plan));
      assertEquals(List.of("tags"), names(plan.alone()));
      var sequence = new Sequence.Vectors(floats(new Random(5), 4 * WIDTH), WIDTH);
      assertEquals(1, PlanRunner.answer(plan, new Workspace(), sequence).size());
      assertEquals(1, PlanRunner.answer(plan.alone(), new Workspace(), sequence).size());
    }
  }

  @Test
  void scoresThatAreTold_areNotShownTwice() throws Exception {
    var graph = tagger().output("each", SmallGraph.FLOAT32, "steps", "rows", (long) WIDTH);
    var file = graph.write(folder, "model.onnx");
    assertTrue(DecidingFloats.of(OnnxGraph.read(file).model().getGraph()).isEmpty());
  }

  @Test
  void graphThatEndsInFloats_hasNone() throws Exception {
    for (var zoo : ZooCase.all().toList()) {
      var file = zoo.folder().resolve("model.onnx");
      if (file.toFile().exists()) {
        assertEquals(Set.of(), DecidingFloats.of(OnnxGraph.read(file).model().getGraph()));
      }
    }
  }

  private static List<String> names(AnswerPlan plan) {
    return plan.facts().outputs().stream().map(TensorFacts::name).toList();
  }

  private static SmallGraph tagger() {
    var random = new Random(7);
    long width = WIDTH;
    return new SmallGraph()
        .input("x", SmallGraph.FLOAT32, "steps", "rows", width)
        .weight("w", List.of(1L, 3 * width, width), floats(random, 3 * WIDTH * WIDTH))
        .weight("r", List.of(1L, 3 * width, width), floats(random, 3 * WIDTH * WIDTH))
        .integers("directions", List.of(1L), 1)
        .node("GRU", "x,w,r", "all", SmallGraph.number("hidden_size", WIDTH))
        .node("Squeeze", "all,directions", "each")
        .node(
            "ArgMax",
            "each",
            "tags",
            SmallGraph.number("axis", 2),
            SmallGraph.number("keepdims", 0))
        .output("tags", SmallGraph.INT64, "steps", "rows");
  }

  private static float[] floats(Random random, int count) {
    var floats = new float[count];
    for (int place = 0; place < count; place++) {
      floats[place] = (float) random.nextGaussian();
    }
    return floats;
  }
}
