package dev.unroll.plan.independence;

import static dev.unroll.onnx.SmallGraph.INT8;
import static dev.unroll.onnx.SmallGraph.UINT8;
import static dev.unroll.onnx.SmallGraph.number;

import dev.unroll.plan.independence.OperatorCase.Time;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Operators on small integers. */
final class QuantizationCases {
  private static final byte[] BYTES = {1, -2, 3, 4, 5, -6, 7, 8, 9, 10, 11, 12};

  private QuantizationCases() {}

  static List<OperatorCase> all() {
    var cases = new ArrayList<OperatorCase>();
    for (var domain : List.of("", "com.microsoft.")) {
      cases.add(
          OperatorCase.of(domain + "QuantizeLinear", "a fixed scale")
              .x("b t 4")
              .fraction("s", 0.1f)
              .bytes("z", UINT8, 0, 0, (byte) 100)
              .typed("x,s,z"));
      cases.add(
          OperatorCase.of(domain + "DequantizeLinear", "a fixed scale")
              .ids("x", "b t 4")
              .node("Cast", "x", "u", number("to", UINT8))
              .fraction("s", 0.1f)
              .bytes("z", UINT8, 0, 0, (byte) 3)
              .y("u,s,z"));
    }
    cases.add(
        OperatorCase.of("QuantizeLinear", "a scale for each channel")
            .x("b 4 t")
            .floatList("s", 0.1f, 0.2f, 0.3f, 0.4f)
            .bytes("z", UINT8, 4, 0, new byte[4])
            .typed("x,s,z"));
    cases.add(
        OperatorCase.of("QuantizeLinear", "a scale for each of four rows")
            .x("B t 4")
            .floatList("s", 0.1f, 0.2f, 0.3f, 0.4f)
            .bytes("z", UINT8, 4, 0, new byte[4])
            .typed("x,s,z", number("axis", 0))
            .grants(false, Time.EACH)
            .as("B t 4"));
    cases.add(
        OperatorCase.of("QuantizeLinear", "the largest of all rows as the scale")
            .x("b t 4")
            .node("Abs", "x", "a")
            .node("ReduceMax", "a", "m", number("keepdims", 0))
            .fraction("least", 0.001f)
            .node("Add", "m,least", "t")
            .fraction("part", 0.01f)
            .node("Mul", "t,part", "s")
            .bytes("z", UINT8, 0, 0, (byte) 100)
            .typed("x,s,z")
            .grants(false, Time.NO));
    cases.add(
        OperatorCase.of("QLinearMatMul", "a weight")
            .ids("x", "b t 4")
            .node("Cast", "x", "u", number("to", UINT8))
            .fraction("s", 0.1f)
            .bytes("z", UINT8, 0, 0, (byte) 1)
            .bytes("w", UINT8, 4, 3, BYTES)
            .typed("u,s,z,w,s,z,s,z"));
    cases.add(
        OperatorCase.of("DynamicQuantizeLinear", "of the input")
            .x("b t 4")
            .it("x", "q,s,z")
            .floats("q", "y")
            .out("s")
            .grants(false, Time.NO));
    cases.add(
        OperatorCase.of("com.microsoft.DynamicQuantizeMatMul", "a weight")
            .x("b t 4")
            .bytes("w", INT8, 4, 3, BYTES)
            .fraction("s", 0.1f)
            .bytes("z", INT8, 0, 0, (byte) 0)
            .y("x,w,s,z")
            .grants(false, Time.NO));
    cases.add(cell());
    return cases;
  }

  private static OperatorCase cell() {
    var one = OperatorCase.of("com.microsoft.DynamicQuantizeLSTM", "forward with states");
    one.x("t b 4").state("h", "1 b 3", "yh").state("c", "1 b 3", "yc");
    byte[] weights = new byte[48];
    for (int place = 0; place < weights.length; place++) {
      weights[place] = (byte) (place * 37 % 100);
    }
    one.graph.bytes("w", UINT8, List.of(1L, 4L, 12L), weights);
    one.graph.bytes("r", UINT8, List.of(1L, 3L, 12L), Arrays.copyOf(weights, 36));
    one.floatList("s", 0.01f).bytes("z", UINT8, 1, 0, (byte) 50).weight("b", 1, 24);
    one.it("x,w,r,b,,h,c,,s,z,s,z", "y,yh,yc", number("hidden_size", 3));
    return one.out("y", "yh", "yc").grants(false, Time.NO).as("t 1 b 3");
  }
}
