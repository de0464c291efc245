package dev.unroll.plan.independence;

import static dev.unroll.onnx.SmallGraph.BOOL;
import static dev.unroll.onnx.SmallGraph.FLOAT16;
import static dev.unroll.onnx.SmallGraph.FLOAT32;
import static dev.unroll.onnx.SmallGraph.INT32;
import static dev.unroll.onnx.SmallGraph.INT64;
import static dev.unroll.onnx.SmallGraph.UINT8;
import static dev.unroll.onnx.SmallGraph.number;
import static dev.unroll.onnx.SmallGraph.text;

import dev.unroll.plan.independence.OperatorCase.Time;
import java.util.ArrayList;
import java.util.List;

/** Operators that work element by element. */
final class PointwiseCases {
  private PointwiseCases() {}

  static List<OperatorCase> all() {
    var cases = new ArrayList<OperatorCase>();
    var floats =
        "Abs Acos Acosh Asin Asinh Atan Atanh Ceil Cos Cosh Elu Erf Exp Floor HardSigmoid HardSwish"
            + " LeakyRelu Log Neg Reciprocal Relu Round Selu Shrink Sigmoid Sign Sin Sinh Softplus"
            + " Softsign Sqrt Tan Tanh ThresholdedRelu Identity Celu Clip Mean Sum Dropout";
    for (var name : floats.split(" ", -1)) {
      cases.add(OperatorCase.of(name, "of the input").x("b t 4").y("x"));
    }
    cases.add(OperatorCase.of("Abs", "time first").x("t b 4").y("x"));
    cases.add(OperatorCase.of("Gelu", "of the input").opset(20).x("b t 4").y("x"));
    cases.add(OperatorCase.of("Mish", "of the input").opset(18).x("b t 4").y("x"));
    cases.add(OperatorCase.of("Swish", "of the input").opset(24).x("b t 4").y("x"));
    for (var name : List.of("Gelu", "FastGelu", "QuickGelu")) {
      cases.add(OperatorCase.of("com.microsoft." + name, "of the input").x("b t 4").y("x"));
    }
    cases.add(
        OperatorCase.of("com.microsoft.BiasGelu", "a bias").x("b t 4").weight("w", 4).y("x,w"));
    for (var name : List.of("IsInf", "IsNaN")) {
      cases.add(OperatorCase.of(name, "of the input").x("b t 4").typed("x"));
    }
    for (var name : List.of("PRelu", "Add", "Sub", "Mul", "Div", "Max", "Min", "Pow")) {
      cases.add(OperatorCase.of(name, "a weight").x("b t 4").weight("w", 4).y("x,w"));
    }
    for (var name : List.of("Equal", "Less", "LessOrEqual", "Greater", "GreaterOrEqual")) {
      cases.add(OperatorCase.of(name, "a number").x("b t 4").fraction("w", 0).typed("x,w"));
    }
    logic(cases);
    meetings(cases);
    choices(cases);
    casts(cases);
    return cases;
  }

  private static void logic(List<OperatorCase> cases) {
    for (var name : List.of("And", "Or", "Xor", "Not")) {
      var one = OperatorCase.of(name, "of what is above zero").x("b t 4").fraction("zero", 0);
      one.fraction("one", 1).node("Greater", "x,zero", "p").node("Less", "x,one", "q");
      cases.add(one.typed(name.equals("Not") ? "p" : "p,q"));
    }
    for (var name : List.of("BitwiseAnd", "BitwiseOr", "BitwiseXor", "BitwiseNot")) {
      var one = OperatorCase.of(name, "of ids").opset(18).ids("x", "b t").integer("w", 5);
      cases.add(one.typed(name.equals("BitwiseNot") ? "x" : "x,w"));
    }
    cases.add(
        OperatorCase.of("BitShift", "of ids")
            .ids("x", "b t")
            .bytes("w", UINT8, 0, 0, (byte) 1)
            .node("Cast", "x", "bytes", number("to", UINT8))
            .typed("bytes,w", text("direction", "LEFT")));
    // What is left of a negative number is another one where fmod is set.
    cases.add(
        OperatorCase.of("Mod", "of a negative number, as sizes that seem alike")
            .x("7 b t")
            .node("Shape", "x", "s", number("start", 2))
            .integers("one", 1)
            .integers("four", 4)
            .integers("zero", 0)
            .node("Sub", "one,s", "negative")
            .it("negative,four", "three")
            .it("negative,four", "minus", number("fmod", 1))
            .node("Slice", "x,zero,three,zero", "part")
            .node("Slice", "x,zero,minus,zero", "more")
            .node("Shape", "part", "size", number("end", 1))
            .integers("open", -1)
            .node("Concat", "size,open,s", "wide", number("axis", 0))
            .node("Reshape", "more,wide", "y")
            .out("y")
            .grants(false, Time.NO)
            .as("3 b t"));
    cases.add(OperatorCase.of("Mod", "of ids").ids("x", "b t").integer("w", 3).typed("x,w"));
  }

  private static void meetings(List<OperatorCase> cases) {
    cases.add(
        OperatorCase.of("Add", "the same turned round")
            .x("b t 4")
            .node("Transpose", "x", "z", dev.unroll.onnx.SmallGraph.numbers("perm", 1, 0, 2))
            .y("x,z")
            .grants(false, Time.NO)
            .as("b t 4"));
    cases.add(
        OperatorCase.of("Add", "a weight for each of four rows")
            .x("B t 4")
            .weight("w", 4, 1, 1)
            .y("x,w")
            .grants(false, Time.EACH));
    cases.add(
        OperatorCase.of("Add", "a weight for each of six steps")
            .x("b T 4")
            .weight("w", 6, 1)
            .y("x,w")
            .grants(true, Time.NO)
            .caution());
    cases.add(
        OperatorCase.of("Mul", "the number of rows")
            .x("b t 4")
            .node("Shape", "x", "s", number("end", 1))
            .node("Cast", "s", "n", number("to", FLOAT32))
            .y("x,n")
            .grants(false, Time.EACH));
    cases.add(
        OperatorCase.of("Mul", "the number of steps")
            .x("b t 4")
            .node("Shape", "x", "s", number("start", 1), number("end", 2))
            .node("Cast", "s", "n", number("to", FLOAT32))
            .y("x,n")
            .grants(true, Time.NO));
    cases.add(
        OperatorCase.of("Add", "a state")
            .x("b t 4")
            .feed("h", "b 1 4", InputFacts.Role.STATE, OperatorCase.Content.FLOATS, "")
            .y("x,h")
            .grants(true, Time.NO)
            .caution());
    cases.add(
        OperatorCase.of("Identity", "a state that nobody has taken on")
            .feed("h", "b 4", InputFacts.Role.STATE, OperatorCase.Content.FLOATS, "")
            .y("h")
            .grants(true, Time.NO)
            .caution());
    cases.add(
        OperatorCase.of("Add", "what an earlier stage says")
            .x("b t 4")
            .feed("c", "b 1 4", InputFacts.Role.WHOLE_SEQUENCE, OperatorCase.Content.FLOATS, "")
            .y("x,c"));
    // Equal lengths do not make equal places.
    cases.add(
        OperatorCase.of("Equal", "a column and a row, which decide")
            .x("b t 3 3")
            .integers("n", 1, 2, 3)
            .node("ReduceMax", "x", "m", dev.unroll.onnx.SmallGraph.numbers("axes", 0))
            .integers("places", 1)
            .node("Unsqueeze", "n,places", "column")
            .it("n,column", "same")
            .node("Where", "same,x,m", "y")
            .out("y")
            .grants(false, Time.EACH));
    cases.add(
        OperatorCase.of("Dropout", "in training")
            .x("b t 4")
            .fraction("ratio", 0.5f)
            .bytes("training", BOOL, 0, 0, (byte) 1)
            .y("x,ratio,training")
            .grants(false, Time.NO));
    cases.add(
        OperatorCase.of("Dropout", "not in training")
            .x("b t 4")
            .fraction("ratio", 0.5f)
            .bytes("training", BOOL, 0, 0, (byte) 0)
            .y("x,ratio,training"));
    cases.add(
        OperatorCase.of("Clip", "at the mean of all rows")
            .x("b t 4")
            .node("ReduceMean", "x", "m", number("keepdims", 0))
            .fraction("low", -1)
            .y("x,low,m")
            .grants(false, Time.NO));
  }

  private static void choices(List<OperatorCase> cases) {
    cases.add(
        OperatorCase.of("Where", "by what the input says")
            .x("b t 4")
            .fraction("zero", 0)
            .node("Greater", "x,zero", "p")
            .y("p,x,zero"));
    cases.add(
        OperatorCase.of("Where", "by the largest of all rows")
            .x("b t 4")
            .fraction("one", 15)
            .node("ReduceMax", "x", "m", number("keepdims", 0))
            .node("Greater", "m,one", "p")
            .y("p,x,one")
            .grants(false, Time.NO));
    // PyTorch's expand().
    cases.add(
        OperatorCase.of("Where", "the sizes that an expansion leaves open")
            .x("b 1 4")
            .integers("given", -1, 3, -1)
            .integers("minus", -1)
            .integers("sizes", 3)
            .integers("unit", 1)
            .node("ConstantOfShape", "sizes", "ones", ones())
            .node("Mul", "ones,minus", "open")
            .node("Equal", "given,open", "p")
            .it("p,ones,given", "shape")
            .node("Expand", "x,shape", "y")
            .out("y"));
    cases.add(
        OperatorCase.of("Where", "the sizes of rows and steps")
            .x("b t 4")
            .weight("w", 1, 1, 4)
            .node("Shape", "x", "given")
            .integers("sizes", 3)
            .integers("minus", -1)
            .node("ConstantOfShape", "sizes", "ones", ones())
            .node("Mul", "ones,minus", "open")
            .node("Equal", "given,open", "p")
            .it("p,ones,given", "shape")
            .node("Expand", "w,shape", "e")
            .node("Add", "x,e", "y")
            .out("y"));
  }

  private static dev.unroll.onnx.AttributeProto ones() {
    return dev.unroll.onnx.SmallGraph.tensor(
        "value", dev.unroll.onnx.SmallGraph.integerTensor("", List.of(1L), 1));
  }

  private static void casts(List<OperatorCase> cases) {
    for (int type : new int[] {INT64, INT32, BOOL, UINT8, FLOAT16}) {
      cases.add(
          OperatorCase.of("Cast", "to type " + type).x("b t 4").typed("x", number("to", type)));
    }
    cases.add(
        OperatorCase.of("Cast", "lengths to floats")
            .x("b t 4")
            .feed("n", "b", InputFacts.Role.LENGTHS, OperatorCase.Content.LENGTHS, "")
            .it("n", "f", number("to", FLOAT32))
            .out("f")
            .grants(true, Time.NO));
  }
}
