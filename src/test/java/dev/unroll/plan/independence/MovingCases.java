package dev.unroll.plan.independence;

import static dev.unroll.onnx.SmallGraph.number;
import static dev.unroll.onnx.SmallGraph.numbers;
import static dev.unroll.onnx.SmallGraph.tensor;

import dev.unroll.onnx.SmallGraph;
import dev.unroll.plan.independence.InputFacts.Role;
import dev.unroll.plan.independence.OperatorCase.Content;
import dev.unroll.plan.independence.OperatorCase.Time;
import java.util.ArrayList;
import java.util.List;

/** Operators that move axes, and what lies side by side. */
final class MovingCases {
  private MovingCases() {}

  static List<OperatorCase> all() {
    var cases = new ArrayList<OperatorCase>();
    cases.add(
        OperatorCase.of("Transpose", "time first").x("b t 4").y("x", numbers("perm", 1, 0, 2)));
    cases.add(OperatorCase.of("Transpose", "all turned").x("b t 4").y("x"));
    cases.add(OperatorCase.of("Unsqueeze", "an axis").x("b t 4").integers("a", -1, 0).y("x,a"));
    cases.add(
        OperatorCase.of("Unsqueeze", "an axis, as an attribute")
            .opset(11)
            .x("b t 4")
            .y("x", numbers("axes", 1)));
    cases.add(
        OperatorCase.of("Unsqueeze", "at the number of rows")
            .x("b t 4")
            .node("Shape", "x", "a", number("end", 1))
            .y("x,a")
            .grants(false, Time.NO)
            .as("b 1 t 4"));
    squeezes(cases);
    reshapes(cases);
    flattens(cases);
    concats(cases);
    splits(cases);
    cases.add(
        OperatorCase.of("Constant", "a vector")
            .x("b t 4")
            .it("", "c", tensor("value", SmallGraph.integerTensor("", List.of(1L), 2)))
            .node("Cast", "c", "f", number("to", SmallGraph.FLOAT32))
            .node("Mul", "x,f", "y")
            .out("y"));
    return cases;
  }

  private static void squeezes(List<OperatorCase> cases) {
    cases.add(OperatorCase.of("Squeeze", "an axis").x("b t 1 4").integers("a", 2).y("x,a"));
    cases.add(
        OperatorCase.of("Squeeze", "an axis, as an attribute")
            .opset(11)
            .x("b 1 t 4")
            .y("x", numbers("axes", 1)));
    cases.add(
        OperatorCase.of("Squeeze", "any axis of size one")
            .x("b t 1 4")
            .y("x")
            .grants(false, Time.NO)
            .as("b t 4"));
    cases.add(OperatorCase.of("Squeeze", "any axis of size one of four rows").x("B 1 4").y("x"));
    cases.add(
        OperatorCase.of("Squeeze", "the rows")
            .x("b t 4")
            .integers("a", 0)
            .y("x,a")
            .grants(false, Time.EACH));
    cases.add(
        OperatorCase.of("Squeeze", "the axis that the number of rows names")
            .x("b 1 1 t")
            .node("Shape", "x", "a", number("end", 1))
            .y("x,a")
            .grants(false, Time.NO)
            .caution());
  }

  private static void reshapes(List<OperatorCase> cases) {
    cases.add(
        OperatorCase.of("Reshape", "rows and steps joined")
            .x("b t 4")
            .integers("s", -1, 4)
            .y("x,s"));
    cases.add(
        OperatorCase.of("Reshape", "heads apart").x("b t 4").integers("s", 0, 0, 2, 2).y("x,s"));
    cases.add(
        OperatorCase.of("Reshape", "rows and steps joined and parted again")
            .x("b t 4")
            .node("Shape", "x", "s", number("end", 2))
            .integers("all", -1, 4)
            .node("Reshape", "x,all", "m")
            .integers("width", 4)
            .node("Concat", "s,width", "shape", number("axis", 0))
            .y("m,shape"));
    cases.add(
        OperatorCase.of("Reshape", "rows and steps parted the wrong way round")
            .x("b t 4")
            .node("Shape", "x", "s", number("end", 2))
            .integers("turned", 1, 0)
            .node("Gather", "s,turned", "r")
            .integers("width", 4)
            .node("Concat", "r,width", "shape", number("axis", 0))
            .y("x,shape")
            .grants(false, Time.NO)
            .as("t b 4"));
    cases.add(
        OperatorCase.of("Reshape", "rows in pairs")
            .x("b t 4")
            .integers("s", -1, 2, 4)
            .y("x,s")
            .grants(false, Time.NO)
            .as("t b 4"));
    cases.add(
        OperatorCase.of("Reshape", "a product of sizes")
            .x("b t 4")
            .node("Shape", "x", "s", number("end", 2))
            .node("ReduceProd", "s", "p")
            .integers("open", -1)
            .node("Concat", "p,open", "shape", number("axis", 0))
            .y("x,shape"));
    cases.add(
        OperatorCase.of("Reshape", "as the input says")
            .ids("x", "b 4")
            .node("ReduceMax", "x", "m", number("keepdims", 0))
            .integers("axis", 0)
            .node("Unsqueeze", "m,axis", "most")
            .integers("open", -1)
            .node("Concat", "open,most", "shape", number("axis", 0))
            .typed("x,shape")
            .grants(false, Time.NO)
            .caution());
  }

  private static void flattens(List<OperatorCase> cases) {
    cases.add(
        OperatorCase.of("Flatten", "steps and width").x("b t 4").y("x").grants(true, Time.EACH));
    cases.add(OperatorCase.of("Flatten", "rows and steps").x("b t 4").y("x", number("axis", 2)));
    cases.add(
        OperatorCase.of("Flatten", "rows and steps, from the end")
            .x("b t 4")
            .y("x", number("axis", -1)));
    cases.add(OperatorCase.of("Flatten", "all").x("b t 4").y("x", number("axis", 3)));
  }

  private static void concats(List<OperatorCase> cases) {
    cases.add(OperatorCase.of("Concat", "of width").x("b t 4").y("x,x", number("axis", -1)));
    cases.add(
        OperatorCase.of("Concat", "of rows")
            .x("b t 4")
            .y("x,x", number("axis", 0))
            .grants(false, Time.EACH)
            .as("b t 4"));
    cases.add(
        OperatorCase.of("Concat", "of steps")
            .x("b t 4")
            .y("x,x", number("axis", 1))
            .grants(true, Time.NO)
            .as("b t 4"));
    cases.add(
        OperatorCase.of("Concat", "the last step before the first")
            .x("b t 4")
            .integer("last", -1)
            .node("Gather", "x,last", "g", number("axis", 1))
            .integers("one", 1)
            .node("Unsqueeze", "g,one", "u")
            .y("u,x", number("axis", 1))
            .grants(true, Time.NO)
            .as("b t 4"));
    cases.add(
        OperatorCase.of("Concat", "two states")
            .feed("h", "b 4", Role.STATE, Content.FLOATS, "")
            .feed("c", "b 4", Role.STATE, Content.FLOATS, "")
            .y("h,c", number("axis", 1))
            .grants(true, Time.NO)
            .caution());
  }

  private static void splits(List<OperatorCase> cases) {
    for (int axis = 0; axis < 3; axis++) {
      var one = OperatorCase.of("Split", "axis " + axis).x(axis == 0 ? "B t 4" : "b T 4");
      one.it("x", "y,z", number("axis", axis)).out("y", "z");
      cases.add(one.grants(axis != 0, axis == 1 ? Time.NO : Time.EACH).as("b t 4"));
      if (axis == 1) {
        one.caution();
      }
    }
    cases.add(
        OperatorCase.of("Split", "width, by sizes")
            .x("b t 4")
            .integers("s", 1, 3)
            .it("x,s", "y,z", number("axis", 2))
            .out("y", "z"));
    cases.add(
        OperatorCase.of("Split", "width, by sizes, as an attribute")
            .opset(11)
            .x("b t 4")
            .it("x", "y,z", number("axis", 2), numbers("split", 1, 3))
            .out("y", "z"));
    // A sixth of the steps is no third of them, though both are the first of equal parts.
    cases.add(
        OperatorCase.of("Split", "thirds of the steps, shaped as sixths")
            .x("t b 4")
            .it("x", "third,q,r")
            .node("Neg", "x", "minus")
            .it("minus", "sixth,s,u,v,w,z")
            .node("Shape", "sixth", "shape", number("end", 1))
            .integers("rest", -1, 4)
            .node("Concat", "shape,rest", "wide", number("axis", 0))
            .node("Reshape", "third,wide", "y")
            .out("y")
            .grants(false, Time.NO)
            .as("1 b 4"));
    // The largest id of all rows decides how many numbers are added up.
    cases.add(
        OperatorCase.of("Split", "width, as the largest of all rows says")
            .ids("x", "b 4")
            .weight("w", 1, 4)
            .integers("four", 4)
            .node("ReduceMax", "x", "m", number("keepdims", 0))
            .integers("axis", 0)
            .node("Unsqueeze", "m,axis", "first")
            .node("Sub", "four,first", "second")
            .node("Concat", "first,second", "s", number("axis", 0))
            .node("Cast", "x", "f", number("to", 1))
            .node("Add", "f,w", "v")
            .it("v,s", "p,q", number("axis", 1))
            .node("ReduceSum", "p", "y")
            .integers("width", 1)
            .node("ReduceSum", "q,width", "z")
            .out("z")
            .grants(false, Time.NO)
            .cautionInTime()
            .as("b 1"));
    cases.add(
        OperatorCase.of("Split", "a shape, as the number of rows says")
            .x("b t 4 2")
            .node("Shape", "x", "s")
            .node("Shape", "x", "n", number("end", 1))
            .integers("four", 4)
            .node("Sub", "four,n", "rest")
            .node("Concat", "n,rest", "sizes", number("axis", 0))
            .it("s,sizes", "p,q", number("axis", 0))
            .floats("q", "y")
            .grants(false, Time.NO)
            .as("3"));
  }
}
