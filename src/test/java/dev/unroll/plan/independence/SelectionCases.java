package dev.unroll.plan.independence;

import static dev.unroll.onnx.SmallGraph.number;
import static dev.unroll.onnx.SmallGraph.numbers;

import dev.unroll.plan.independence.InputFacts.Role;
import dev.unroll.plan.independence.OperatorCase.Content;
import dev.unroll.plan.independence.OperatorCase.Time;
import java.util.ArrayList;
import java.util.List;

/** Sections and picked places. */
final class SelectionCases {
  private static final long OPEN = Long.MAX_VALUE;

  private SelectionCases() {}

  static List<OperatorCase> all() {
    var cases = new ArrayList<OperatorCase>();
    cases.add(slice("width", 2, 1, 3).grants(true, Time.EACH));
    cases.add(slice("all steps", 1, 0, OPEN));
    cases.add(slice("the last step", 1, -1, OPEN).grants(true, Time.LAST));
    cases.add(slice("the first step", 1, 0, 1).grants(true, Time.NO).as("b 1 4"));
    cases.add(slice("all but the last step", 1, 0, -1).grants(true, Time.NO).as("b t 4"));
    cases.add(slice("the last row", 0, -1, OPEN).grants(false, Time.EACH).as("1 t 4"));
    cases.add(slice("the first row", 0, 0, 1).grants(false, Time.EACH).as("1 t 4"));
    cases.add(slice("ten rows at most", 0, 0, 3).grants(false, Time.EACH).as("b t 4"));
    slices(cases);
    turned(cases);
    gathers(cases);
    elements(cases);
    several(cases);
    return cases;
  }

  private static OperatorCase slice(String title, long axis, long start, long end) {
    return OperatorCase.of("Slice", title)
        .x("b t 4")
        .integers("s", start)
        .integers("e", end)
        .integers("a", axis)
        .y("x,s,e,a");
  }

  private static void turned(List<OperatorCase> cases) {
    cases.add(
        OperatorCase.of("ReverseSequence", "all steps of each row")
            .x("b t 3")
            .feed("n", "b", Role.LENGTHS, Content.LENGTHS, "")
            .node("Cast", "n", "long", number("to", 7))
            .y("x,long", number("time_axis", 1), number("batch_axis", 0))
            .grants(true, Time.NO));
  }

  private static void slices(List<OperatorCase> cases) {
    cases.add(
        OperatorCase.of("Slice", "width, as attributes")
            .opset(9)
            .x("b t 4")
            .y("x", numbers("starts", 1), numbers("ends", 3), numbers("axes", 2)));
    for (int axis = 0; axis < 3; axis++) {
      cases.add(
          OperatorCase.of("Slice", "axis " + axis + " turned round")
              .x("b t 4")
              .integers("s", -1)
              .integers("e", -OPEN)
              .integers("a", axis)
              .integers("by", -1)
              .y("x,s,e,a,by")
              .grants(axis != 0, axis == 1 ? Time.NO : Time.EACH));
    }
    // A table of positions: as many of them as there are steps. The sum still has the input's
    // steps.
    cases.add(
        OperatorCase.of("Slice", "a table's first places, as many as steps")
            .x("b t 4")
            .weight("table", 1, 64, 4)
            .node("Shape", "x", "n", number("start", 1), number("end", 2))
            .integers("zero", 0)
            .integers("one", 1)
            .it("table,zero,n,one", "positions")
            .node("Add", "x,positions", "sum")
            .node("Shape", "x", "s", number("end", 2))
            .integers("pairs", 2, 2)
            .node("Concat", "s,pairs", "shape", number("axis", 0))
            .node("Reshape", "sum,shape", "y")
            .out("y")
            .grants(true, Time.NO));
    cases.add(
        OperatorCase.of("Slice", "the last step by arithmetic")
            .x("b t 4")
            .node("Shape", "x", "n", number("start", 1), number("end", 2))
            .integers("one", 1)
            .node("Sub", "n,one", "s")
            .y("x,s,n,one")
            .grants(true, Time.LAST));
    cases.add(
        OperatorCase.of("Slice", "as the largest of all rows says")
            .ids("x", "b t")
            .weight("w", 4, 4)
            .node("Gather", "w,x", "e")
            .node("ReduceMax", "x", "m", number("keepdims", 0))
            .integers("zero", 0)
            .node("Unsqueeze", "m,zero", "end")
            .integers("a", 2)
            .it("e,zero,end,a", "part")
            .node("ReduceSum", "part,a", "y")
            .out("y")
            .grants(false, Time.NO));
    cases.add(
        OperatorCase.of("Slice", "of a shape, a number of it")
            .x("b t 4")
            .node("Shape", "x", "n")
            .integers("s", 2)
            .integers("e", 3)
            .it("n,s,e", "w")
            .floats("w", "y"));
    cases.add(unlike());
  }

  /** A row is wrongly taken for two where two unknown bounds are wrongly taken for one. */
  private static OperatorCase unlike() {
    var one = OperatorCase.of("Slice", "two bounds, which a shape mixes up").x("b 1");
    one.floatList("two", 2.5f).floatList("four", 4.5f).weight("w", 4).integers("zero", 0);
    one.node("Cast", "two", "k", number("to", 7)).node("Cast", "four", "l", number("to", 7));
    one.it("w,zero,k", "p").it("w,zero,l", "q").node("Add", "x,q", "wide");
    one.node("Shape", "p", "s").integers("open", -1);
    one.node("Concat", "open,s", "shape", number("axis", 0)).node("Reshape", "wide,shape", "r");
    one.node("Shape", "x", "n", number("end", 1)).node("Slice", "r,zero,n,zero", "y");
    return one.out("y").grants(false, Time.NO).cautionInTime().as("b 2");
  }

  private static void gathers(List<OperatorCase> cases) {
    cases.add(OperatorCase.of("Gather", "an embedding").ids("x", "b t").weight("w", 4, 3).y("w,x"));
    cases.add(
        OperatorCase.of("Gather", "the last step")
            .x("b t 4")
            .integer("i", -1)
            .y("x,i", number("axis", 1))
            .grants(true, Time.LAST));
    cases.add(
        OperatorCase.of("Gather", "the last step by arithmetic")
            .x("t b 4")
            .node("Shape", "x", "s")
            .integer("zero", 0)
            .integer("one", 1)
            .node("Gather", "s,zero", "n")
            .node("Sub", "n,one", "i")
            .y("x,i")
            .grants(true, Time.LAST));
    cases.add(
        OperatorCase.of("Gather", "the first step")
            .x("b t 4")
            .integer("i", 0)
            .y("x,i", number("axis", 1))
            .grants(true, Time.NO));
    cases.add(
        OperatorCase.of("Gather", "the first row")
            .x("b t 4")
            .integer("i", 0)
            .y("x,i")
            .grants(false, Time.EACH));
    cases.add(
        OperatorCase.of("Gather", "two numbers")
            .x("b t 4")
            .integers("i", 0, 3)
            .y("x,i", number("axis", 2)));
    cases.add(
        OperatorCase.of("Gather", "an embedding of the lengths")
            .x("b t 4")
            .feed("n", "b", Role.LENGTHS, Content.LENGTHS, "")
            .weight("w", 10, 3)
            .it("w,n", "z")
            .out("z")
            .grants(true, Time.NO));
    cases.add(
        OperatorCase.of("Gather", "an embedding of the number of rows")
            .x("b t 4")
            .node("Shape", "x", "n", number("end", 1))
            .weight("w", 10, 4)
            .y("w,n")
            .grants(false, Time.EACH));
    cases.add(
        OperatorCase.of("Gather", "a layer's state")
            .feed("h", "2 b 4", Role.STATE, Content.FLOATS, "")
            .integer("i", 0)
            .y("h,i")
            .grants(true, Time.NO)
            .caution());
  }

  private static void elements(List<OperatorCase> cases) {
    cases.add(
        OperatorCase.of("GatherElements", "of width")
            .x("b t 4")
            .ids("i", "b t 2")
            .y("x,i", number("axis", 2)));
    cases.add(
        OperatorCase.of("GatherElements", "of steps")
            .x("b T 4")
            .ids("i", "b T 4")
            .y("x,i", number("axis", 1))
            .grants(true, Time.NO)
            .caution());
    cases.add(
        OperatorCase.of("GatherElements", "of rows")
            .x("B t 4")
            .ids("i", "B t 4")
            .y("x,i")
            .grants(false, Time.EACH));
    cases.add(
        OperatorCase.of("GatherElements", "a weight's columns, one for each row")
            .weight("w", 5, 9)
            .ids("i", "t b")
            .y("w,i")
            .grants(false, Time.EACH));
  }

  private static void several(List<OperatorCase> cases) {
    cases.add(
        OperatorCase.of("GatherND", "of a weight").weight("w", 4, 4, 3).ids("i", "b t 2").y("w,i"));
    cases.add(
        OperatorCase.of("GatherND", "of each row and step")
            .x("b t 4")
            .ids("i", "b t 1")
            .y("x,i", number("batch_dims", 2)));
    cases.add(
        OperatorCase.of("GatherND", "of rows")
            .x("B 4")
            .ids("i", "B 1")
            .y("x,i")
            .grants(false, Time.EACH));
    cases.add(
        OperatorCase.of("GatherND", "of a weight's rows, one for each row")
            .weight("w", 4, 4)
            .feed("i", "B 1", Role.WHOLE_SEQUENCE, Content.IDS, "")
            .y("w,i", number("batch_dims", 1))
            .grants(false, Time.EACH)
            .as("B"));
  }
}
