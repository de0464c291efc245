package dev.unroll.plan.independence;

import static dev.unroll.onnx.SmallGraph.INT8;
import static dev.unroll.onnx.SmallGraph.UINT8;
import static dev.unroll.onnx.SmallGraph.number;
import static dev.unroll.onnx.SmallGraph.numbers;
import static dev.unroll.onnx.SmallGraph.text;

import dev.unroll.plan.independence.OperatorCase.Time;
import java.util.ArrayList;
import java.util.List;

/** Products of matrices. */
final class ProductCases {
  private ProductCases() {}

  static List<OperatorCase> all() {
    var cases = new ArrayList<OperatorCase>();
    cases.add(OperatorCase.of("MatMul", "a weight").x("b t 4").weight("w", 4, 3).y("x,w"));
    cases.add(OperatorCase.of("MatMul", "a vector").x("b t 4").weight("w", 4).y("x,w"));
    cases.add(OperatorCase.of("MatMul", "time first").x("t b 4").weight("w", 4, 3).y("x,w"));
    cases.add(
        OperatorCase.of("MatMul", "over four rows")
            .x("t B 4")
            .weight("w", 3, 4)
            .y("w,x")
            .grants(false, Time.EACH));
    cases.add(
        OperatorCase.of("MatMul", "attention over steps")
            .x("b t 4")
            .node("Transpose", "x", "k", numbers("perm", 0, 2, 1))
            .y("x,k")
            .grants(true, Time.NO)
            .as("b t t"));
    cases.add(
        OperatorCase.of("MatMul", "of each row with each row")
            .x("b 4")
            .node("Transpose", "x", "k", numbers("perm", 1, 0))
            .y("x,k")
            .grants(false, Time.EACH)
            .as("b 1"));
    cases.add(
        OperatorCase.of("com.microsoft.FusedMatMul", "a weight")
            .x("b t 4")
            .weight("w", 3, 4)
            .y("x,w", number("transB", 1)));
    cases.add(
        OperatorCase.of("com.microsoft.FusedMatMul", "over four rows, turned round")
            .x("t B 4")
            .weight("w", 4, 3)
            .y("x,w", number("transA", 1))
            .grants(false, Time.EACH)
            .as("t 4 3"));
    cases.add(
        OperatorCase.of("com.microsoft.FusedMatMul", "over the batch, turned round")
            .x("B 4 4")
            .weight("w", 4, 4, 3)
            .y("x,w", number("transBatchA", 1))
            .grants(false, Time.NO)
            .cautionInTime()
            .as("B 4 3"));
    gemm(cases);
    einsum(cases);
    integers(cases);
    return cases;
  }

  private static void gemm(List<OperatorCase> cases) {
    cases.add(
        OperatorCase.of("Gemm", "a weight and a bias")
            .x("b 4")
            .weight("w", 4, 3)
            .weight("c", 3)
            .y("x,w,c"));
    cases.add(
        OperatorCase.of("Gemm", "of joined rows and steps")
            .x("b t 4")
            .integers("shape", -1, 4)
            .node("Reshape", "x,shape", "m")
            .weight("w", 3, 4)
            .y("m,w", number("transB", 1)));
    cases.add(
        OperatorCase.of("Gemm", "over four rows")
            .x("B 4")
            .weight("w", 4, 3)
            .y("x,w", number("transA", 1))
            .grants(false, Time.EACH));
    cases.add(
        OperatorCase.of("Gemm", "a bias for each of four rows")
            .x("B 4")
            .weight("w", 4, 3)
            .weight("c", 4, 1)
            .y("x,w,c")
            .grants(false, Time.EACH));
  }

  private static void einsum(List<OperatorCase> cases) {
    cases.add(
        OperatorCase.of("Einsum", "a weight")
            .x("b t 4")
            .weight("w", 4, 3)
            .y("x,w", text("equation", "bth,hk->btk")));
    cases.add(
        OperatorCase.of("Einsum", "over steps")
            .x("b t 4")
            .y("x", text("equation", "bth->bh"))
            .grants(true, Time.NO));
    cases.add(
        OperatorCase.of("Einsum", "over rows")
            .x("b t 4")
            .y("x", text("equation", "bth->th"))
            .grants(false, Time.EACH));
    cases.add(
        OperatorCase.of("Einsum", "an equation without a result")
            .x("b t 4")
            .weight("w", 4, 3)
            .y("x,w", text("equation", "bth,hk"))
            .grants(false, Time.NO)
            .caution());
  }

  private static void integers(List<OperatorCase> cases) {
    var bytes = new byte[] {1, -2, 3, 4, 5, -6, 7, 8, 9, 10, 11, 12};
    cases.add(
        OperatorCase.of("MatMulInteger", "a weight")
            .ids("x", "b t 4")
            .node("Cast", "x", "u", number("to", UINT8))
            .bytes("w", INT8, 4, 3, bytes)
            .typed("u,w"));
    cases.add(
        OperatorCase.of("MatMulInteger", "a zero point that is the largest of all rows")
            .ids("x", "b t 4")
            .node("Cast", "x", "u", number("to", UINT8))
            .node("ReduceMax", "u", "z", number("keepdims", 0))
            .bytes("w", INT8, 4, 3, bytes)
            .typed("u,w,z")
            .grants(false, Time.NO));
    cases.add(
        OperatorCase.of("com.microsoft.MatMulIntegerToFloat", "a weight")
            .ids("x", "b t 4")
            .node("Cast", "x", "u", number("to", UINT8))
            .bytes("w", INT8, 4, 3, bytes)
            .fraction("s", 0.1f)
            .fraction("r", 0.2f)
            .y("u,w,s,r"));
    cases.add(
        OperatorCase.of("com.microsoft.MatMulIntegerToFloat", "the rows as a bias")
            .feed("x", "B 4", InputFacts.Role.WHOLE_SEQUENCE, OperatorCase.Content.IDS, "")
            .node("Cast", "x", "u", number("to", UINT8))
            .bytes("w", INT8, 4, 4, java.util.Arrays.copyOf(bytes, 16))
            .fraction("s", 0.1f)
            .fraction("r", 0.2f)
            .node("Cast", "x", "f", number("to", 1))
            .integers("axes", 1)
            .node("ReduceSum", "f,axes", "bias", number("keepdims", 0))
            .y("u,w,s,r,,,bias")
            .grants(false, Time.EACH)
            .as("B 4"));
  }
}
