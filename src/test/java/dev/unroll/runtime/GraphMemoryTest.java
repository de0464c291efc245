package dev.unroll.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.onnx.SmallGraph;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Graphs that compute the size of a tensor from a number of their input. */
class GraphMemoryTest {
  private static final long MOST_BYTES = 1000;

  @TempDir private Path folder;

  private final Workspace workspace = new Workspace();

  private GraphSession load(SmallGraph graph) throws Exception {
    var choice = DeviceChoice.parse("cpu");
    return OnnxRuntime.open(choice, new OutputBound(MOST_BYTES))
        .load(graph.write(folder, "graph.onnx"));
  }

  private static SmallGraph sized() {
    return new SmallGraph().input("size", SmallGraph.INT64, 1);
  }

  private List<Block> run(GraphSession session, long size) throws GraphException {
    var block = workspace.input(0, ElementType.INT64, 1);
    ((LongBuffer) block.data()).put(0, size);
    return session.run(workspace, List.of(block));
  }

  @Test
  void output_overTheBound_isRefusedWithItsShape_andASmallerOneIsNot() throws Exception {
    var graph = sized().output("y", SmallGraph.FLOAT32, "").node("ConstantOfShape", "size", "y");
    try (var session = load(graph)) {
      assertEquals(250, run(session, 250).get(0).floats().remaining());
      var refusal = assertThrows(GraphException.class, () -> run(session, 251));
      assertTrue(refusal.isOfMemory());
      assertEquals(
          "graph.onnx: output 'y' has the shape [251] for this input, which takes 1004 bytes; the outputs of a run may take 1000 bytes, an eighth of the heap: send a shorter sequence, or have the heap raised (-Xmx)",
          refusal.getMessage());
      assertEquals(3, run(session, 3).get(0).floats().remaining());
    }
  }

  @Test
  void outputs_countTogether() throws Exception {
    var graph =
        sized()
            .output("y", SmallGraph.FLOAT32, "")
            .output("z", SmallGraph.FLOAT32, "")
            .node("ConstantOfShape", "size", "y")
            .node("Neg", "y", "z");
    try (var session = load(graph)) {
      run(session, 125);
      assertTrue(assertThrows(GraphException.class, () -> run(session, 126)).isOfMemory());
    }
  }

  @Test
  void run_thatNeedsMoreMemoryThanThereIs_saysSo_andTheNextOneIsAnswered() throws Exception {
    var graph =
        sized()
            .output("sum", SmallGraph.FLOAT32, 1)
            .node("ConstantOfShape", "size", "large")
            .node("ReduceSum", "large", "sum");
    try (var session = load(graph)) {
      // No machine has a petabyte.
      var failure = assertThrows(GraphException.class, () -> run(session, 1L << 50));
      assertTrue(failure.isOfMemory(), failure::getMessage);
      assertTrue(
          String.valueOf(failure.getMessage()).contains("needs more memory than there is"),
          failure::getMessage);
      assertEquals(0, run(session, 5).get(0).floats().get(0));
    }
  }

  @Test
  void otherFailures_areNotOfMemory() {
    assertFalse(OrtReason.isOfMemory(new Exception("indices element out of data bounds")));
    assertFalse(new GraphException("graph.onnx: no such id").isOfMemory());
  }
}
