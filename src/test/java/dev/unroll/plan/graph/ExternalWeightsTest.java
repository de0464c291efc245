package dev.unroll.plan.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.LoadException;
import dev.unroll.core.Sequence;
import dev.unroll.onnx.ModelProto;
import dev.unroll.onnx.SmallGraph;
import dev.unroll.onnx.StringStringEntryProto;
import dev.unroll.onnx.TensorProto;
import dev.unroll.plan.PlanRunner;
import dev.unroll.plan.planner.Planner;
import dev.unroll.runtime.DeviceChoice;
import dev.unroll.runtime.OnnxRuntime;
import dev.unroll.runtime.Workspace;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExternalWeightsTest {
  private static final int WIDTH = 3;

  @TempDir Path root;

  @ParameterizedTest
  @CsvSource({"forward, false, causal", "reverse, false, staged", "forward, true, whole"})
  void weightsInAFileBeside_areServed(String direction, boolean mean, String label)
      throws Exception {
    var beside = Files.createDirectories(root.resolve("beside"));
    var inside = Files.createDirectories(root.resolve("inside"));
    var model = model(direction, mean);
    Files.write(inside.resolve("model.onnx"), model.toByteArray());
    Files.write(beside.resolve("weights.bin"), weights(model));
    Files.write(beside.resolve("model.onnx"), moved(model, "weights.bin").toByteArray());
    try (var expected = planner().plan(inside, Map.of());
        var plan = planner().plan(beside, Map.of())) {
      assertEquals(label, expected.facts().label());
      assertEquals(label, plan.facts().label());
      var input = new Sequence.Vectors(new float[] {1, 2, 3, -1, -2, -3}, WIDTH);
      var workspace = new Workspace();
      assertArrayEquals(
          PlanRunner.answer(expected, workspace, input).get(0).values(),
          PlanRunner.answer(plan, workspace, input).get(0).values());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../weights.bin",
        "sub/../../weights.bin",
        "sub/../weights.bin",
        "/etc/hostname",
        "\\\\server\\share",
        "*/_ORT_MEM_ADDR_/*",
        ""
      })
  void locationThatLeavesTheFolder_isRefusedByName(String location) throws Exception {
    Files.write(root.resolve("weights.bin"), weights(model("forward", false)));
    var folder = Files.createDirectories(root.resolve("1"));
    Files.createDirectories(folder.resolve("sub"));
    var reason = refusal(folder, moved(model("forward", false), location));
    assertEquals(
        "model.onnx: the location '"
            + location
            + "' of its weights is refused; allowed are files inside the model's folder",
        reason);
  }

  @Test
  void linkOutOfTheFolder_isRefusedByName() throws Exception {
    var model = model("forward", false);
    var outside = Files.write(root.resolve("weights.bin"), weights(model));
    var folder = Files.createDirectories(root.resolve("1"));
    Files.createSymbolicLink(folder.resolve("weights.bin"), outside);
    assertTrue(refusal(folder, moved(model, "weights.bin")).contains("'weights.bin'"));
    Files.createSymbolicLink(folder.resolve("up"), root);
    assertTrue(refusal(folder, moved(model, "up/weights.bin")).contains("'up/weights.bin'"));
  }

  @Test
  void linkWithinTheFolder_isFollowed() throws Exception {
    // As Kubernetes mounts files of a ConfigMap.
    var model = model("forward", false);
    var folder = Files.createDirectories(root.resolve("1"));
    var data = Files.createDirectories(folder.resolve("..data"));
    Files.write(data.resolve("weights.bin"), weights(model));
    Files.createSymbolicLink(folder.resolve("weights.bin"), Path.of("..data/weights.bin"));
    OnnxGraph.read(
        Files.write(folder.resolve("model.onnx"), moved(model, "weights.bin").toByteArray()));
  }

  @Test
  void missingFile_isNamed() throws Exception {
    assertEquals(
        "model.onnx: its weights' file 'weights.bin' is not in the model's folder",
        refusal(root, moved(model("forward", false), "weights.bin")));
  }

  @Test
  void weightWithoutALocation_isRefusedByName() throws Exception {
    var model = moved(model("forward", false), "weights.bin").toBuilder();
    model.getGraphBuilder().getInitializerBuilder(0).clearExternalData();
    assertEquals(
        "model.onnx: weight 'w' lies in a file beside the model and has 0 locations;"
            + " allowed is one",
        refusal(root, model.build()));
  }

  @Test
  void locationDeepInAnAttribute_isFound() throws Exception {
    var tensor = SmallGraph.integerTensor("deep", List.of(1L), 1).toBuilder().clearRawData();
    point(tensor, "../weights.bin", 0, 8);
    var branch = new SmallGraph().output("b", SmallGraph.INT64, 1);
    branch.node("Constant", "", "b", SmallGraph.tensor("value", tensor.build()));
    var graph = new SmallGraph().input("x", SmallGraph.INT64, 1).output("y", SmallGraph.INT64, 1);
    graph.node("If", "x", "y", SmallGraph.graph("then_branch", branch));
    assertTrue(refusal(root, graph.model()).contains("'../weights.bin'"));
  }

  private static ModelProto model(String direction, boolean mean) {
    var random = new Random(3);
    var graph = new SmallGraph().input("x", SmallGraph.FLOAT32, "steps", "rows", WIDTH);
    graph.output("y", SmallGraph.FLOAT32, "steps", "rows", WIDTH);
    for (var name : List.of("w", "r")) {
      var values = new float[3 * WIDTH * WIDTH];
      for (int index = 0; index < values.length; index++) {
        values[index] = (float) random.nextGaussian();
      }
      graph.weight(name, List.of(1L, 3L * WIDTH, (long) WIDTH), values);
    }
    var size = SmallGraph.number("hidden_size", WIDTH);
    graph.integers("one", List.of(1L), 1);
    graph.node("GRU", "x,w,r", "all", size, SmallGraph.text("direction", direction));
    graph.node("Squeeze", "all,one", "h");
    graph.node("ReduceMean", mean ? "h" : "x", "mean", SmallGraph.numbers("axes", mean ? 0 : 2));
    return graph.node("Add", "h,mean", "y").model();
  }

  /** All weights one after the other. */
  private static byte[] weights(ModelProto model) throws Exception {
    var bytes = new ByteArrayOutputStream();
    for (var tensor : model.getGraph().getInitializerList()) {
      tensor.getRawData().writeTo(bytes);
    }
    return bytes.toByteArray();
  }

  /** The model without its weights, which are in that file. */
  private static ModelProto moved(ModelProto model, String location) {
    var moved = model.toBuilder();
    long offset = 0;
    for (var tensor : moved.getGraphBuilder().getInitializerBuilderList()) {
      long length = tensor.getRawData().size();
      // Shapes must be known when the graph is loaded; exporters leave them where they are.
      if (tensor.getDataType() == SmallGraph.FLOAT32) {
        point(tensor.clearRawData(), location, offset, length);
      }
      offset += length;
    }
    return moved.build();
  }

  private static void point(TensorProto.Builder tensor, String location, long offset, long length) {
    tensor.setDataLocation(TensorProto.DataLocation.EXTERNAL);
    var entries =
        Map.of(
            "location",
            location,
            "offset",
            String.valueOf(offset),
            "length",
            String.valueOf(length));
    entries.forEach((key, value) ->
        tensor.addExternalData(StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
  }

  private static String refusal(Path folder, ModelProto model) throws Exception {
    Files.write(folder.resolve("model.onnx"), model.toByteArray());
    return assertThrows(LoadException.class, () -> planner().plan(folder, Map.of())).reason();
  }

  private static Planner planner() throws LoadException {
    return new Planner(OnnxRuntime.open(DeviceChoice.parse("cpu")));
  }
}
