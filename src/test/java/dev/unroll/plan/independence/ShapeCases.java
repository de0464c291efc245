package dev.unroll.plan.independence;

import static dev.unroll.onnx.SmallGraph.number;
import static dev.unroll.onnx.SmallGraph.tensor;

import dev.unroll.onnx.SmallGraph;
import dev.unroll.plan.independence.InputFacts.Role;
import dev.unroll.plan.independence.OperatorCase.Content;
import dev.unroll.plan.independence.OperatorCase.Time;
import java.util.ArrayList;
import java.util.List;

/** Shapes, and tensors made of them. */
final class ShapeCases {
  private ShapeCases() {}

  static List<OperatorCase> all() {
    var cases = new ArrayList<OperatorCase>();
    cases.add(
        OperatorCase.of("Shape", "as an answer").x("b t 4").typed("x").grants(false, Time.NO));
    cases.add(OperatorCase.of("Shape", "of the width").x("b t 4").typed("x", number("start", 2)));
    cases.add(
        OperatorCase.of("Shape", "of what the largest of all rows has cut")
            .ids("x", "b 4")
            .integers("zero", 0)
            .weight("w", 4)
            .node("ReduceMax", "x", "m", number("keepdims", 0))
            .node("Unsqueeze", "m,zero", "end")
            .node("Slice", "w,zero,end", "part")
            .typed("part")
            .grants(false, Time.NO)
            .cautionInTime());
    cases.add(OperatorCase.of("Size", "as an answer").x("b t 4").typed("x").grants(false, Time.NO));
    cases.add(
        OperatorCase.of("ConstantOfShape", "of rows and steps")
            .x("b t 4")
            .node("Shape", "x", "s")
            .it("s", "z")
            .node("Add", "x,z", "y")
            .out("y"));
    cases.add(
        OperatorCase.of("ConstantOfShape", "first states of zeros")
            .x("b t 4")
            .node("Shape", "x", "s", number("end", 1))
            .integers("four", 4)
            .node("Concat", "s,four", "shape", number("axis", 0))
            .y("shape", tensor("value", ones()))
            .grants(true, Time.EACH));
    expansions(cases);
    counts(cases);
    pads(cases);
    others(cases);
    return cases;
  }

  private static dev.unroll.onnx.TensorProto ones() {
    return new SmallGraph().weight("", List.of(1L), 1).graph().getInitializer(0);
  }

  private static void expansions(List<OperatorCase> cases) {
    cases.add(
        OperatorCase.of("Expand", "a vector over rows and steps")
            .x("b t 4")
            .weight("w", 4)
            .node("Shape", "x", "s")
            .it("w,s", "e")
            .node("Add", "x,e", "y")
            .out("y"));
    cases.add(
        OperatorCase.of("Expand", "each row over as many rows")
            .x("b 1 4")
            .node("Shape", "x", "n", number("end", 1))
            .integers("rest", 4)
            .node("Concat", "n,n,rest", "s", number("axis", 0))
            .y("x,s")
            .grants(false, Time.EACH)
            .as("b 1 4"));
    cases.add(
        OperatorCase.of("Expand", "a step's answer over all steps")
            .x("b t 4")
            .integer("last", -1)
            .node("Gather", "x,last", "g", number("axis", 1))
            .integers("one", 1)
            .node("Unsqueeze", "g,one", "u")
            .node("Shape", "x", "s")
            .y("u,s")
            .grants(true, Time.NO));
    cases.add(OperatorCase.of("Tile", "over width").x("b t 4").integers("r", 1, 1, 2).y("x,r"));
    cases.add(
        OperatorCase.of("Tile", "rows")
            .x("b t 4")
            .integers("r", 2, 1, 1)
            .y("x,r")
            .grants(false, Time.EACH)
            .as("b t 4"));
    cases.add(
        OperatorCase.of("Tile", "steps")
            .x("b t 4")
            .integers("r", 1, 2, 1)
            .y("x,r")
            .grants(true, Time.NO)
            .as("b t 4"));
    cases.add(
        OperatorCase.of("Tile", "a vector over the rows")
            .x("b 4")
            .weight("w", 1, 4)
            .node("Shape", "x", "n", number("end", 1))
            .integers("one", 1)
            .node("Concat", "n,one", "r", number("axis", 0))
            .it("w,r", "t")
            .node("Mul", "x,t", "y")
            .out("y"));
  }

  private static void counts(List<OperatorCase> cases) {
    for (var axis : List.of("rows", "steps")) {
      boolean isRows = axis.equals("rows");
      cases.add(
          OperatorCase.of("Range", "of the " + axis)
              .x(isRows ? "t b 1" : "b t 1")
              .node("Shape", "x", "s", number("start", 1), number("end", 2))
              .integers("zero", 0)
              .node("Squeeze", "s,zero", "n")
              .integer("from", 0)
              .integer("step", 1)
              .it("from,n,step", "r")
              .node("Cast", "r", "f", number("to", 1))
              .node("Unsqueeze", "f,last", "u")
              .integers("last", 1)
              .node("Add", "x,u", "y")
              .out("y")
              .grants(!isRows, isRows ? Time.EACH : Time.NO));
    }
    // As exporters count from 1.0: a number that has been a float is not followed as one.
    cases.add(
        OperatorCase.of("Range", "of the steps in floats")
            .x("b t 1")
            .node("Shape", "x", "s", number("start", 1), number("end", 2))
            .integers("zero", 0)
            .node("Squeeze", "s,zero", "n")
            .node("Cast", "n", "to", number("to", 1))
            .fraction("from", 0)
            .fraction("step", 1)
            .it("from,to,step", "r")
            .node("Unsqueeze", "r,last", "u")
            .integers("last", 1)
            .node("Add", "x,u", "y")
            .out("y")
            .grants(true, Time.NO));
    cases.add(
        OperatorCase.of("Range", "of numbers")
            .x("b t 4")
            .integer("from", 0)
            .integer("to", 4)
            .integer("step", 1)
            .it("from,to,step", "r")
            .node("Cast", "r", "f", number("to", 1))
            .node("Add", "x,f", "y")
            .out("y"));
  }

  private static void pads(List<OperatorCase> cases) {
    cases.add(OperatorCase.of("Pad", "width").x("b t 4").integers("p", 0, 0, 1, 0, 0, 1).y("x,p"));
    cases.add(
        OperatorCase.of("Pad", "steps")
            .x("b t 4")
            .integers("p", 0, 1, 0, 0, 0, 0)
            .y("x,p")
            .grants(true, Time.NO)
            .as("b t 4"));
    cases.add(
        OperatorCase.of("Pad", "steps moved on")
            .x("b t 4")
            .integers("p", 0, 1, 0, 0, -1, 0)
            .y("x,p")
            .grants(true, Time.NO)
            .as("b t 4"));
    cases.add(
        OperatorCase.of("Pad", "rows")
            .x("b t 4")
            .integers("p", 0, 0, 0, 1, 0, 0)
            .y("x,p")
            .grants(false, Time.EACH)
            .as("b t 4"));
    cases.add(
        OperatorCase.of("Pad", "width, by the largest of all rows")
            .x("b t 4")
            .integers("p", 0, 0, 1, 0, 0, 1)
            .node("ReduceMax", "x", "m", number("keepdims", 0))
            .y("x,p,m")
            .grants(false, Time.NO));
  }

  private static void others(List<OperatorCase> cases) {
    cases.add(
        OperatorCase.of("OneHot", "of ids")
            .ids("x", "b t")
            .integer("depth", 4)
            .floatList("values", 0, 1)
            .y("x,depth,values"));
    cases.add(
        OperatorCase.of("OneHot", "by the largest of all rows")
            .ids("x", "b t")
            .integer("depth", 4)
            .node("ReduceMax", "x", "m", number("keepdims", 0))
            .integers("axis", 0)
            .node("Unsqueeze", "m,axis", "on")
            .integers("off", -1)
            .node("Concat", "off,on", "values", number("axis", 0))
            .typed("x,depth,values")
            .grants(false, Time.NO)
            .as("b t 4"));
    cases.add(OperatorCase.of("Trilu", "of matrices").x("b t 4 4").y("x"));
    cases.add(OperatorCase.of("Trilu", "of steps").x("b t 4").y("x").grants(true, Time.NO));
    cases.add(
        OperatorCase.of("Trilu", "of rows").x("b 4").y("x").grants(false, Time.EACH).as("b 4"));
    cases.add(
        OperatorCase.of("Trilu", "as the largest of all rows says")
            .feed("x", "b 4 4", Role.WHOLE_SEQUENCE, Content.IDS, "")
            .node("ReduceMax", "x", "m", number("keepdims", 0))
            .integer("one", 1)
            .node("Sub", "m,one", "k")
            .node("Add", "x,one", "more")
            .typed("more,k")
            .grants(false, Time.EACH));
  }
}
