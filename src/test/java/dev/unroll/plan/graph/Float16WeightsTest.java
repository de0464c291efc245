package dev.unroll.plan.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import dev.unroll.core.Sequence;
import dev.unroll.onnx.AttributeProto;
import dev.unroll.onnx.GraphProto;
import dev.unroll.onnx.ModelProto;
import dev.unroll.onnx.NodeProto;
import dev.unroll.onnx.SmallGraph;
import dev.unroll.onnx.TensorProto;
import dev.unroll.plan.PlanRunner;
import dev.unroll.plan.planner.Planner;
import dev.unroll.runtime.DeviceChoice;
import dev.unroll.runtime.HalfFloat;
import dev.unroll.runtime.OnnxRuntime;
import dev.unroll.runtime.Workspace;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Float16WeightsTest {
  private static final int FLOAT32 = SmallGraph.FLOAT32;
  private static final int FLOAT16 = 10;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"bilstm_tagger", "gru_last", "lstm2_each"})
  void graphWithHalfWeights_isCutAndAnswersAsWithTheSameWeightsInFull(String name)
      throws Exception {
    var original = ModelProto.parseFrom(Files.readAllBytes(zoo(name)));
    var half = Files.write(folder.resolve("half.onnx"), halved(original).toByteArray());
    var full = Files.write(folder.resolve("full.onnx"), rounded(original).toByteArray());
    assertTrue(Files.size(half) < 0.7 * Files.size(full));
    var sequence = new Sequence.Ids(LongStream.range(1, 24).toArray());
    var planner = new Planner(OnnxRuntime.open(DeviceChoice.parse("cpu")));
    try (var ours = planner.planFile(half, Map.of());
        var reference = planner.planFile(full, Map.of())) {
      assertEquals(reference.facts(), ours.facts());
      var answer = PlanRunner.together(ours, new Workspace(), List.of(sequence), 5).get(0);
      var expected = PlanRunner.answer(reference, new Workspace(), sequence);
      assertArrayEquals(expected.get(0).values(), answer.get(0).values(), 1e-5f);
    }
  }

  @Test
  void castOfHalfWeight_becomesThatWeight() {
    var model = withCast(half("stored", 1.5f, -2, 65504), "stored", "w", FLOAT32);
    var graph = Float16Weights.of(model).orElseThrow().getGraph();
    assertEquals(List.of("Add"), operators(graph));
    assertEquals(1, graph.getInitializerCount());
    assertEquals("w", graph.getInitializer(0).getName());
    assertEquals(FLOAT32, graph.getInitializer(0).getDataType());
    assertArrayEquals(new float[] {1.5f, -2, 65504}, floats(graph.getInitializer(0)));
  }

  @Test
  void halfWeight_thatIsUsedElsewhere_staysBesideTheWideOne() {
    var model = withCast(half("stored", 1), "stored", "w", FLOAT32).toBuilder();
    model
        .getGraphBuilder()
        .addNode(NodeProto.newBuilder().setOpType("Abs").addInput("stored").addOutput("z"));
    var graph = Float16Weights.of(model.build()).orElseThrow().getGraph();
    var names = graph.getInitializerList().stream().map(TensorProto::getName).toList();
    assertEquals(List.of("stored", "w"), names);
  }

  @Test
  void casts_thatAreNoStoredWeights_areLeftAlone() {
    assertFalse(Float16Weights.of(withCast(half("stored", 1), "x", "w", FLOAT32)).isPresent());
    assertFalse(Float16Weights.of(withCast(half("stored", 1), "stored", "w", 11)).isPresent());
    assertFalse(Float16Weights.of(withCast(half("stored", 1), "stored", "y", FLOAT32)).isPresent());
    var cutOff = half("stored", 1, 2).toBuilder().setDims(0, 3).build();
    assertFalse(Float16Weights.of(withCast(cutOff, "stored", "w", FLOAT32)).isPresent());
    var huge = half("stored", 1).toBuilder().setDims(0, Long.MAX_VALUE).addDims(3).build();
    assertFalse(Float16Weights.of(withCast(huge, "stored", "w", FLOAT32)).isPresent());
    var beside =
        half("stored", 1).toBuilder().setDataLocation(TensorProto.DataLocation.EXTERNAL).build();
    assertFalse(Float16Weights.of(withCast(beside, "stored", "w", FLOAT32)).isPresent());
  }

  /** {@code y = x + Cast(weight)}, where the cast reads and makes what is named. */
  private static ModelProto withCast(TensorProto weight, String from, String to, int type) {
    var model =
        new SmallGraph()
                .input("x", FLOAT32, "rows", 3)
                .output("y", FLOAT32, "rows", 3)
                .node("Cast", from, to, SmallGraph.number("to", type))
                .node("Add", "x,w", "y")
                .model()
                .toBuilder();
    model.getGraphBuilder().addInitializer(weight);
    return model.build();
  }

  private static TensorProto half(String name, float... values) {
    var bytes = ByteBuffer.allocate(2 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      bytes.putShort(HalfFloat.toBits(value));
    }
    return TensorProto.newBuilder()
        .setName(name)
        .setDataType(FLOAT16)
        .addDims(values.length)
        .setRawData(ByteString.copyFrom(bytes.flip()))
        .build();
  }

  /** Every float weight stored as float16, with a cast behind it. */
  private static ModelProto halved(ModelProto model) {
    var graph = model.getGraph().toBuilder().clearInitializer().clearNode();
    for (var weight : model.getGraph().getInitializerList()) {
      if (weight.getDataType() == FLOAT32) {
        var stored = half(weight.getName() + ".half", floats(weight));
        graph.addInitializer(stored.toBuilder().clearDims().addAllDims(weight.getDimsList()));
        graph.addNode(cast(stored.getName(), weight.getName()));
      } else {
        graph.addInitializer(weight);
      }
    }
    graph.addAllNode(model.getGraph().getNodeList());
    return model.toBuilder().setGraph(graph).build();
  }

  /** Every float weight as near as float16 comes to it, stored as float32. */
  private static ModelProto rounded(ModelProto model) {
    var result = model.toBuilder();
    for (var weight : result.getGraphBuilder().getInitializerBuilderList()) {
      if (weight.getDataType() == FLOAT32) {
        var values = floats(weight.build());
        var bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
          bytes.putFloat(HalfFloat.toFloat(HalfFloat.toBits(value)));
        }
        weight.setRawData(ByteString.copyFrom(bytes.flip()));
      }
    }
    return result.build();
  }

  private static float[] floats(TensorProto weight) {
    var floats = ByteBuffer.wrap(weight.getRawData().toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
    var values = new float[floats.remaining() / Float.BYTES];
    floats.asFloatBuffer().get(values);
    return values;
  }

  private static NodeProto cast(String from, String to) {
    AttributeProto type = SmallGraph.number("to", FLOAT32);
    return NodeProto.newBuilder()
        .setOpType("Cast")
        .addInput(from)
        .addOutput(to)
        .addAttribute(type)
        .build();
  }

  private static List<String> operators(GraphProto graph) {
    return graph.getNodeList().stream().map(NodeProto::getOpType).toList();
  }

  private static Path zoo(String name) {
    return Path.of("src/test/resources/zoo", name, "model.onnx");
  }
}
