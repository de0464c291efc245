package dev.unroll.plan.independence;

import static dev.unroll.onnx.SmallGraph.UINT8;
import static dev.unroll.onnx.SmallGraph.fraction;
import static dev.unroll.onnx.SmallGraph.number;
import static dev.unroll.onnx.SmallGraph.numbers;
import static dev.unroll.onnx.SmallGraph.text;

import dev.unroll.plan.independence.InputFacts.Role;
import dev.unroll.plan.independence.OperatorCase.Content;
import dev.unroll.plan.independence.OperatorCase.Time;
import java.util.ArrayList;
import java.util.List;

/** Operators of ONNX Runtime's own that are several in one, or work on small integers. */
final class FusedCases {
  private static final String DOMAIN = "com.microsoft.";
  private static final byte[] BYTES = {1, 20, 3, 4, 50, 6, 7, 80, 9, 10, 11, 12};

  private FusedCases() {}

  static List<OperatorCase> all() {
    var cases = new ArrayList<OperatorCase>();
    pointwise(cases);
    products(cases);
    convolutions(cases);
    softmaxes(cases);
    joined(cases);
    normalised(cases);
    attending(cases);
    return cases;
  }

  /** Small integers u of x, a scale s and a zero point z. */
  private static OperatorCase small(String operator, String title, String layout) {
    return OperatorCase.of(operator, title)
        .ids("x", layout)
        .node("Cast", "x", "u", number("to", UINT8))
        .fraction("s", 0.1f)
        .bytes("z", UINT8, 0, 0, (byte) 1);
  }

  private static void pointwise(List<OperatorCase> cases) {
    for (var name : List.of("QLinearAdd", "QLinearMul")) {
      cases.add(
          small(DOMAIN + name, "a weight", "b t 4")
              .bytes("w", UINT8, 4, 0, (byte) 1, (byte) 2, (byte) 3, (byte) 4)
              .typed("u,s,z,w,s,z,s,z"));
      cases.add(
          small(DOMAIN + name, "a number for each of four rows", "B t 4")
              .graph(graph ->
                  graph.bytes(
                      "w", UINT8, List.of(4L, 1L, 1L), (byte) 1, (byte) 2, (byte) 3, (byte) 9))
              .typed("u,s,z,w,s,z,s,z")
              .grants(false, Time.EACH)
              .as("B t 4"));
    }
    cases.add(small(DOMAIN + "QLinearSigmoid", "a fixed scale", "b t 4").typed("u,s,z,s,z"));
    cases.add(
        small(DOMAIN + "QLinearLeakyRelu", "a fixed scale", "b t 4")
            .typed("u,s,z,s,z", fraction("alpha", 0.1f)));
  }

  private static void products(List<OperatorCase> cases) {
    cases.add(
        small(DOMAIN + "QGemm", "a weight", "b 4")
            .bytes("w", UINT8, 4, 3, BYTES)
            .graph(graph -> graph.bytes("c", 6, List.of(3L), new byte[12]))
            .typed("u,s,z,w,s,z,c,s,z"));
    cases.add(
        small(DOMAIN + "QGemm", "over four rows", "B 4")
            .bytes("w", UINT8, 4, 3, BYTES)
            .typed("u,s,z,w,s,z,,s,z", number("transA", 1))
            .grants(false, Time.EACH)
            .as("B 3"));
    cases.add(
        OperatorCase.of(DOMAIN + "FusedGemm", "a weight and a bias")
            .x("b 4")
            .weight("w", 4, 3)
            .weight("c", 3)
            .y("x,w,c", text("activation", "Relu")));
    cases.add(
        OperatorCase.of(DOMAIN + "FusedGemm", "over four rows")
            .x("B 4")
            .weight("w", 4, 3)
            .y("x,w", number("transA", 1), text("activation", "Tanh"))
            .grants(false, Time.EACH));
  }

  private static void convolutions(List<OperatorCase> cases) {
    cases.add(
        small("QLinearConv", "a window of one", "b 4 t")
            .graph(graph -> graph.bytes("w", UINT8, List.of(3L, 4L, 1L), BYTES))
            .typed("u,s,z,w,s,z,s,z"));
    cases.add(
        small("QLinearConv", "a window of three", "b 4 t")
            .graph(graph -> graph.bytes("w", UINT8, List.of(1L, 4L, 3L), BYTES))
            .typed("u,s,z,w,s,z,s,z", numbers("pads", 1, 1))
            .grants(true, Time.NO));
    cases.add(
        OperatorCase.of(DOMAIN + "FusedConv", "a window of one")
            .x("b 4 t")
            .weight("w", 3, 4, 1)
            .weight("c", 3)
            .y("x,w,c", text("activation", "Relu")));
    cases.add(
        OperatorCase.of(DOMAIN + "FusedConv", "a window of three")
            .x("b 4 t")
            .weight("w", 4, 4, 3)
            .y("x,w", text("activation", "Relu"), numbers("pads", 1, 1))
            .grants(true, Time.NO));
    cases.add(
        OperatorCase.of(DOMAIN + "FusedConv", "a picture of each row, and another added")
            .x("b 2 4 4")
            .feed("p", "b 3 4 4", Role.WHOLE_SEQUENCE, Content.FLOATS, "")
            .weight("w", 3, 2, 3, 3)
            .weight("c", 3)
            .y("x,w,c,p", text("activation", "Relu"), numbers("pads", 1, 1, 1, 1)));
  }

  private static void softmaxes(List<OperatorCase> cases) {
    cases.add(softmax("over width", "b t 4", -1, 13));
    cases.add(softmax("over steps", "b t 4", 1, 13).grants(true, Time.NO));
    cases.add(softmax("over steps and width, of old", "b t 4", 1, 11).grants(true, Time.NO));
    cases.add(softmax("over all, of old", "B t 4", 0, 11).grants(false, Time.NO).as("B t 4"));
  }

  private static OperatorCase softmax(String title, String layout, long axis, long opset) {
    var attributes = List.of(number("axis", axis), number("opset", opset));
    return small(DOMAIN + "QLinearSoftmax", title, layout)
        .fraction("small", 0.00390625f)
        .bytes("none", UINT8, 0, 0, (byte) 0)
        .typed("u,s,z,small,none", attributes.get(0), attributes.get(1));
  }

  private static void joined(List<OperatorCase> cases) {
    cases.add(
        small(DOMAIN + "QLinearConcat", "of width", "b t 4")
            .typed("s,z,u,s,z,u,s,z", number("axis", 2)));
    cases.add(
        small(DOMAIN + "QLinearConcat", "of steps", "b t 4")
            .typed("s,z,u,s,z,u,s,z", number("axis", 1))
            .grants(true, Time.NO));
    cases.add(
        small(DOMAIN + "QLinearConcat", "of rows", "b t 4")
            .typed("s,z,u,s,z,u,s,z", number("axis", 0))
            .grants(false, Time.EACH)
            .as("b t 4"));
  }

  private static void normalised(List<OperatorCase> cases) {
    cases.add(
        OperatorCase.of(DOMAIN + "SkipLayerNormalization", "a step and what is beside it")
            .x("b t 4")
            .weight("g", 4)
            .weight("c", 4)
            .node("Tanh", "x", "skip")
            .it("x,skip,g,c", "y,,,sum")
            .out("y", "sum"));
    cases.add(
        OperatorCase.of(DOMAIN + "SkipSimplifiedLayerNormalization", "a step and what is beside it")
            .x("b t 4")
            .weight("g", 4)
            .node("Tanh", "x", "skip")
            .y("x,skip,g"));
    cases.add(
        OperatorCase.of(DOMAIN + "SkipLayerNormalization", "over four rows")
            .x("1 t B")
            .weight("g", 4)
            .weight("c", 4)
            .node("Tanh", "x", "skip")
            .y("x,skip,g,c")
            .grants(false, Time.EACH)
            .as("1 t B"));
  }

  private static OperatorCase attention(String title, String layout) {
    return OperatorCase.of(DOMAIN + "Attention", title)
        .x(layout)
        .weight("w", 4, 12)
        .weight("c", 12)
        .y("x,w,c", number("num_heads", 2));
  }

  private static OperatorCase embedding(String title, String layout) {
    return OperatorCase.of(DOMAIN + "EmbedLayerNormalization", title)
        .ids("x", layout)
        .node("Cast", "x", "i", number("to", 6))
        .weight("words", 4, 8)
        .weight("places", 9, 8)
        .weight("g", 8)
        .weight("c", 8)
        .it("i,,words,places,,g,c", "y,mask")
        .out("y");
  }

  private static void attending(List<OperatorCase> cases) {
    cases.add(attention("of steps", "b t 4").grants(true, Time.NO));
    cases.add(attention("of rows", "t b 4").grants(false, Time.EACH).as("t b 4"));
    cases.add(embedding("of steps", "b t").grants(true, Time.NO).as("b t 8"));
    cases.add(embedding("of rows", "t b").grants(false, Time.EACH).as("t b 8"));
  }
}
