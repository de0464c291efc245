package dev.unroll.plan.planner;

import static dev.unroll.onnx.SmallGraph.FLOAT32;
import static dev.unroll.onnx.SmallGraph.INT8;
import static dev.unroll.onnx.SmallGraph.number;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.unroll.onnx.AttributeProto;
import dev.unroll.onnx.ModelProto;
import dev.unroll.onnx.SmallGraph;
import dev.unroll.onnx.StringStringEntryProto;
import dev.unroll.onnx.TensorProto;
import dev.unroll.plan.graph.OnnxGraph;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParameterCountTest {
  private static final int WIDTH = 10;
  private static final int UNITS = 3;

  @TempDir Path folder;

  /**
   * The counts of {@code model.summary()}: in Keras one bias, of which a GRU with {@code
   * reset_after} has two; in PyTorch always two.
   */
  @ParameterizedTest
  @CsvSource({
    "RNN, 1, 0, 0, 42, SimpleRNN(3)",
    "RNN, 1, 1, 0, 45, PyTorch's RNN",
    "RNN, 0, 0, 0, 42, SimpleRNN(3) with first biases of zero",
    "LSTM, 1, 0, 0, 168, LSTM(3)",
    "LSTM, 1, 1, 0, 180, PyTorch's LSTM",
    "GRU, 1, 1, 1, 135, GRU(3)",
    "GRU, 0, 0, 1, 135, GRU(3) with first biases of zero",
    "GRU, 1, 0, 0, 126, 'GRU(3, reset_after=False)'"
  })
  void layer_countsAsItsFramework(
      String operator, float inputBias, float stateBias, long resetAfter, long expected, String of)
      throws Exception {
    var bias = bias(operator, inputBias, stateBias);
    var reset = number("linear_before_reset", resetAfter);
    var graph = layer(operator, bias, operator.equals("GRU") ? List.of(reset) : List.of());
    assertEquals(expected, count(graph.model()), of);
  }

  @Test
  void bidirectionalLayer_countsBothDirections() throws Exception {
    var biases = new float[2 * 2 * UNITS];
    Arrays.fill(biases, UNITS * 2, UNITS * 3, 1);
    var graph =
        withInput("x,w,r,b", "RNN")
            .weight("w", List.of(2L, (long) UNITS, (long) WIDTH), new float[2 * UNITS * WIDTH])
            .weight("r", List.of(2L, (long) UNITS, (long) UNITS), new float[2 * UNITS * UNITS])
            .weight("b", List.of(2L, 2L * UNITS), biases);
    assertEquals(2 * 42, count(graph.model()));
  }

  @Test
  void initialState_countsIfItIsLearnt() throws Exception {
    assertEquals(42, count(withInitialState(0)));
    assertEquals(42 + UNITS, count(withInitialState(0.5f)));
  }

  @Test
  void weightThatTwoNodesUse_countsOnce_andUnusedOnesNever() throws Exception {
    var graph =
        new SmallGraph()
            .input("x", FLOAT32, "batch", 3)
            .node("MatMul", "x,w", "first")
            .node("MatMul", "first,w", "y")
            .output("y", FLOAT32, "batch", 3)
            .weight("w", List.of(3L, 3L), new float[9])
            .weight("unused", List.of(7L), new float[7]);
    assertEquals(9, count(graph.model()));
  }

  /** Dense(1) on 3 numbers, then a limit: shapes and single numbers are no weights. */
  @Test
  void shapesAndLimits_areNoWeights() throws Exception {
    var graph =
        new SmallGraph()
            .input("x", FLOAT32, "batch", 3)
            .node("Gemm", "x,w,b", "dense")
            .node("Clip", "dense,low,", "limited")
            .node("Reshape", "limited,shape", "y")
            .output("y", FLOAT32, "batch", 1)
            .weight("w", List.of(3L, 1L), new float[3])
            .weight("b", List.of(1L), 0)
            .weight("low", List.of(), -1)
            .integers("shape", List.of(2L), -1, 1);
    assertEquals(4, count(graph.model()));
  }

  @Test
  void quantisedWeight_countsWithoutItsScale() throws Exception {
    var graph =
        new SmallGraph()
            .input("x", FLOAT32, "batch", 2)
            .node("DequantizeLinear", "w,scale,zero", "wide")
            .node("MatMul", "x,wide", "y")
            .output("y", FLOAT32, "batch", 2)
            .bytes("w", INT8, List.of(2L, 2L), new byte[4])
            .weight("scale", List.of(), 0.1f)
            .bytes("zero", INT8, List.of(), (byte) 0);
    assertEquals(4, count(graph.model()));
  }

  @Test
  void weightsOfALoopsBody_count() throws Exception {
    var body =
        new SmallGraph()
            .untypedInput("step")
            .untypedInput("on")
            .untypedInput("h")
            .node("Identity", "on", "stay")
            .node("MatMul", "h,inner", "first")
            .node("MatMul", "first,outer", "next")
            .weight("inner", List.of(3L, 3L), new float[9])
            .untypedOutput("stay")
            .untypedOutput("next");
    var graph =
        new SmallGraph()
            .input("x", FLOAT32, "batch", 3)
            .integers("times", List.of(), 4)
            .weight("outer", List.of(3L, 3L), new float[9])
            .node("Loop", "times,,x", "y", SmallGraph.graph("body", body))
            .output("y", FLOAT32, "batch", 3);
    assertEquals(18, count(graph.model()));
  }

  /** Only the numbers tell one bias from two, also where they lie in another file. */
  @Test
  void biasInAFileBeside_isRead() throws Exception {
    assertEquals(42, count(outside(layer("RNN", bias("RNN", 1, 0), List.of()).model())));
    assertEquals(45, count(outside(layer("RNN", bias("RNN", 1, 1), List.of()).model())));
  }

  private long count(ModelProto model) throws Exception {
    return ParameterCount.of(OnnxGraph.read("model.onnx", model.toByteArray()), folder);
  }

  private static ModelProto withInitialState(float value) {
    var state = new float[UNITS];
    Arrays.fill(state, value);
    var graph = withInput("x,w,r,b,,h", "RNN").weight("h", List.of(1L, 1L, (long) UNITS), state);
    return addWeights(graph, "RNN", bias("RNN", 1, 0)).model();
  }

  private static SmallGraph layer(String operator, float[] bias, List<AttributeProto> attributes) {
    var graph = withInput("x,w,r,b", operator, attributes.toArray(AttributeProto[]::new));
    return addWeights(graph, operator, bias);
  }

  private static SmallGraph withInput(
      String inputs, String operator, AttributeProto... attributes) {
    return new SmallGraph()
        .input("x", FLOAT32, "time", "batch", WIDTH)
        .node(operator, inputs, "y", attributes)
        .output("y", FLOAT32, "time", 1, "batch", UNITS);
  }

  private static SmallGraph addWeights(SmallGraph graph, String operator, float[] bias) {
    long width = (long) gates(operator) * UNITS;
    return graph
        .weight("w", List.of(1L, width, (long) WIDTH), new float[(int) width * WIDTH])
        .weight("r", List.of(1L, width, (long) UNITS), new float[(int) width * UNITS])
        .weight("b", List.of(1L, (long) bias.length), bias);
  }

  private static float[] bias(String operator, float input, float state) {
    int width = gates(operator) * UNITS;
    var bias = new float[2 * width];
    Arrays.fill(bias, 0, width, input);
    Arrays.fill(bias, width, 2 * width, state);
    return bias;
  }

  private static int gates(String operator) {
    return switch (operator) {
      case "LSTM" -> 4;
      case "GRU" -> 3;
      default -> 1;
    };
  }

  /** The same model with all weights in one file beside it. */
  private ModelProto outside(ModelProto model) throws Exception {
    var bytes = new ByteArrayOutputStream();
    var graph = model.getGraph().toBuilder();
    for (var weight : graph.getInitializerBuilderList()) {
      var data = weight.getRawData().toByteArray();
      weight
          .clearRawData()
          .setDataLocation(TensorProto.DataLocation.EXTERNAL)
          .addExternalData(entry("location", "weights.bin"))
          .addExternalData(entry("offset", Integer.toString(bytes.size())))
          .addExternalData(entry("length", Integer.toString(data.length)));
      bytes.write(data);
    }
    Files.write(folder.resolve("weights.bin"), bytes.toByteArray());
    return model.toBuilder().setGraph(graph).build();
  }

  private static StringStringEntryProto entry(String key, String value) {
    return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
  }
}
