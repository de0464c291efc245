package dev.unroll.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.onnx.SmallGraph;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OrtReasonTest {
  @TempDir Path folder;

  @Test
  void placesInItsSource_areLeftOut() {
    assertEquals(
        "Name:'g' Status Message: indices element out of data bounds, idx=9",
        OrtReason.withoutPlaces(
            "Name:'g' Status Message: /onnxruntime_src/onnxruntime/core/providers/cpu/gather.cc:12"
                + " indices element out of data bounds, idx=9"));
    assertEquals(
        "Status Message: size != 0 was false. The shape {0} is empty",
        OrtReason.withoutPlaces(
            "Status Message: /onnxruntime_src/onnxruntime/core/framework/tensor.h:39"
                + " onnxruntime::common::Status onnxruntime::Tensor::Reshape(const"
                + " onnxruntime::TensorShape&) const size != 0 was false. The shape {0} is empty"));
    assertEquals(
        "a; b", OrtReason.withoutPlaces("C:\\a\\src\\one.cc:1 a; D:\\a\\src\\two.cpp:22 b"));
  }

  @Test
  void whatHasNoPlace_isAsItIs() {
    for (var message : List.of("", "no such id", "file a/b.onnx:3 is cut off", "f(x) was false")) {
      assertEquals(message, OrtReason.withoutPlaces(message));
    }
  }

  @Test
  void failuresOfGraphs_haveNone_butTheReason() throws Exception {
    var runtime = OnnxRuntime.open(DeviceChoice.parse("cpu"));
    var gather =
        new SmallGraph()
            .input("x", SmallGraph.FLOAT32, "rows", 2)
            .openOutput("y", SmallGraph.FLOAT32)
            .integers("place", List.of(), 5)
            .node("Gather", "x,place", "y", SmallGraph.number("axis", 0));
    var reshape =
        new SmallGraph()
            .input("x", SmallGraph.FLOAT32, "rows", 2)
            .openOutput("y", SmallGraph.FLOAT32)
            .integers("shape", List.of(2L), 7, 9)
            .node("Reshape", "x,shape", "y");
    for (var graph : List.of(gather, reshape)) {
      try (var session = runtime.load(graph.write(folder, "m.onnx"))) {
        var workspace = new Workspace();
        var block = workspace.input(0, ElementType.FLOAT32, 3, 2);
        var failure =
            assertThrows(GraphException.class, () -> session.run(workspace, List.of(block)));
        var reason = String.valueOf(failure.getMessage());
        assertFalse(reason.contains(".cc:"), reason);
        assertFalse(reason.contains("onnxruntime::"), reason);
        assertTrue(reason.contains("node"), reason);
      }
    }
  }
}
