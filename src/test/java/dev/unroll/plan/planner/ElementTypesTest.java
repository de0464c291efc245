package dev.unroll.plan.planner;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.unroll.core.Sequence;
import dev.unroll.onnx.SmallGraph;
import dev.unroll.plan.PlanRunner;
import dev.unroll.runtime.DeviceChoice;
import dev.unroll.runtime.OnnxRuntime;
import dev.unroll.runtime.Workspace;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Vectors of every float type, in and out: ONNX numbers them 1, 10 and 11. */
class ElementTypesTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"1, float32", "10, float16", "11, double"})
  void vectors_ofEachFloatType_areServed(int type, String label) throws Exception {
    new SmallGraph()
        .input("x", type, "rows", "steps", 2)
        .output("y", type, "rows", "steps", 2)
        .node("Add", "x,x", "y")
        .write(folder, "model.onnx");
    var planner = new Planner(OnnxRuntime.open(DeviceChoice.parse("cpu")));
    try (var plan = planner.plan(folder, Map.of())) {
      assertEquals(label, plan.facts().input().elementType());
      var sequence = new Sequence.Vectors(new float[] {1, -2.5f, 0.125f, 4}, 2);
      var output = PlanRunner.together(plan, new Workspace(), List.of(sequence), 1).get(0).get(0);
      assertArrayEquals(new float[] {2, -5, 0.25f, 8}, output.values());
    }
  }
}
