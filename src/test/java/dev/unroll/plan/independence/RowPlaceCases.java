package dev.unroll.plan.independence;

import static dev.unroll.onnx.SmallGraph.number;

import dev.unroll.plan.independence.InputFacts.Role;
import dev.unroll.plan.independence.OperatorCase.Content;
import dev.unroll.plan.independence.OperatorCase.Time;
import java.util.ArrayList;
import java.util.List;

/** Each row's own place, picked and written by, as {@code y[arange(rows), lengths - 1]} does. */
final class RowPlaceCases {
  private RowPlaceCases() {}

  static List<OperatorCase> all() {
    var cases = new ArrayList<OperatorCase>();
    several(cases);
    elements(cases);
    flat(cases);
    wrong(cases);
    written(cases);
    return cases;
  }

  /** All rows counted, as a column: r. */
  private static OperatorCase counted(OperatorCase one, int axis) {
    return one.node("Shape", "x", "all", number("start", axis), number("end", axis + 1))
        .integers("last", -1)
        .integers("first", 0)
        .integer("zero", 0)
        .integer("one", 1)
        .node("Squeeze", "all,first", "rows")
        .node("Range", "zero,rows,one", "own")
        .node("Unsqueeze", "own,last", "r");
  }

  /** What lengths say, less one, as a column: c. */
  private static OperatorCase lengths(OperatorCase one) {
    return one.feed("n", "b", Role.LENGTHS, Content.LENGTHS, "")
        .node("Cast", "n", "long", number("to", 7))
        .node("Sub", "long,one", "step")
        .node("Unsqueeze", "step,last", "c");
  }

  private static OperatorCase beside(OperatorCase one, String columns) {
    return one.node("Concat", columns, "i", number("axis", -1));
  }

  private static void several(List<OperatorCase> cases) {
    cases.add(
        beside(
                lengths(counted(OperatorCase.of("GatherND", "each row's last").x("b t 4"), 0)),
                "r,c")
            .y("x,i")
            .grants(true, Time.LAST));
    cases.add(
        beside(lengths(counted(OperatorCase.of("GatherND", "last, t b").x("t b 4"), 1)), "c,r")
            .y("x,i")
            .grants(true, Time.LAST));
    cases.add(
        beside(
                counted(OperatorCase.of("GatherND", "places that rows say").x("b t 4"), 0)
                    .feed("c", "b 1", Role.WHOLE_SEQUENCE, Content.IDS, ""),
                "r,c")
            .y("x,i")
            .grants(true, Time.NO));
    cases.add(
        beside(
                counted(OperatorCase.of("GatherND", "of width, as rows say").x("b 4 t"), 0)
                    .feed("c", "b 1", Role.WHOLE_SEQUENCE, Content.IDS, ""),
                "r,c")
            .y("x,i"));
    var places = counted(OperatorCase.of("GatherND", "several places of each row").x("b t 4"), 0);
    places.feed("n", "b 3", Role.WHOLE_SEQUENCE, Content.IDS, "").node("Shape", "n", "s");
    places.node("Expand", "r,s", "wide").node("Unsqueeze", "wide,last", "rr");
    places.node("Unsqueeze", "n,last", "c");
    cases.add(beside(places, "rr,c").y("x,i").grants(true, Time.NO));
  }

  private static void elements(List<OperatorCase> cases) {
    var one = OperatorCase.of("GatherElements", "each row's last, spread").x("b t 4");
    lengths(counted(one, 0)).integers("wide", 1, 1, 4).integers("two", 1, 2);
    one.node("Unsqueeze", "step,two", "c3").node("Expand", "c3,wide", "i");
    cases.add(one.y("x,i", number("axis", 1)).grants(true, Time.LAST));
    var said = OperatorCase.of("GatherElements", "each row's, as it says").x("b t 4");
    said.feed("n", "b 1 1", Role.WHOLE_SEQUENCE, Content.IDS, "").integers("wide", 1, 1, 4);
    said.node("Expand", "n,wide", "i");
    cases.add(said.y("x,i", number("axis", 1)).grants(true, Time.NO));
  }

  /** The indices that exporters of older opsets make of it, into rows and steps as one axis. */
  private static OperatorCase joined(OperatorCase one, String outer, String inner, String size) {
    return one.integers("flat", -1, 4)
        .node("Reshape", "x,flat", "joined")
        .node("Mul", outer + "," + size, "far")
        .node("Add", "far," + inner, "i");
  }

  private static void flat(List<OperatorCase> cases) {
    var one = lengths(counted(OperatorCase.of("Gather", "each row's last, flat").x("b t 4"), 0));
    one.node("Shape", "x", "steps", number("start", 1), number("end", 2));
    cases.add(joined(one, "own", "step", "steps").y("joined,i").grants(true, Time.LAST));
    var turned = lengths(counted(OperatorCase.of("Gather", "last, flat, t b").x("t b 4"), 1));
    cases.add(joined(turned, "step", "own", "all").y("joined,i").grants(true, Time.LAST));
    // A length of 0 is the place before a row's first: another row's last.
    var said = counted(OperatorCase.of("Gather", "as rows say, flat").x("b t 4"), 0);
    said.node("Shape", "x", "steps", number("start", 1), number("end", 2));
    said.feed("n", "b", Role.WHOLE_SEQUENCE, Content.IDS, "").node("Sub", "n,one", "step");
    cases.add(joined(said, "own", "step", "steps").y("joined,i").grants(false, Time.NO).as("b 4"));
    var far =
        lengths(counted(OperatorCase.of("Gather", "the next row's first, flat").x("b t 4"), 0));
    far.node("Shape", "x", "steps", number("start", 1), number("end", 2));
    far.node("Sub", "long,long", "none").node("Sub", "none,one", "before");
    cases.add(joined(far, "own", "before", "steps").y("joined,i").grants(false, Time.NO).as("b 4"));
  }

  private static void wrong(List<OperatorCase> cases) {
    var other = counted(OperatorCase.of("GatherND", "the next row's place").x("b t 4"), 0);
    other.node("Sub", "r,one", "before");
    cases.add(
        beside(lengths(other), "before,c")
            .y("x,i")
            .grants(false, Time.NO)
            .cautionInTime()
            .as("b 4"));
    var data = counted(OperatorCase.of("Range", "places as content").x("b t 4"), 0);
    data.node("Cast", "r", "f", number("to", 1)).node("Unsqueeze", "f,last", "fff");
    cases.add(data.node("Add", "x,fff", "y").out("y").grants(false, Time.EACH).as("b t 4"));
    var weight = counted(OperatorCase.of("Gather", "a weight for each place").x("b t 4"), 0);
    weight.weight("w", 9, 1, 4).node("Gather", "w,own", "e").node("Add", "x,e", "y");
    cases.add(weight.out("y").grants(false, Time.EACH).as("b t 4"));
    var turned = counted(OperatorCase.of("GatherND", "steps by places of rows").x("b t 4"), 0);
    turned.feed("c", "b 1", Role.WHOLE_SEQUENCE, Content.IDS, "");
    cases.add(beside(turned, "c,r").y("x,i").grants(false, Time.NO).as("b 4"));
    var shape =
        counted(OperatorCase.of("Range", "places in a line of steps and rows").x("b t 4"), 0);
    shape.integers("line", -1, 1, 1).node("Mul", "own,own", "square");
    shape.node("Reshape", "square,line", "q").node("Cast", "q", "f", number("to", 1));
    cases.add(shape.node("Add", "x,f", "y").out("y").grants(false, Time.EACH).as("b t 4"));
  }

  private static void written(List<OperatorCase> cases) {
    var mark = lengths(counted(OperatorCase.of("ScatterND", "a mark at each row's last"), 0));
    cases.add(
        beside(mark.x("b t"), "r,c")
            .node("Shape", "n", "count")
            .node("ConstantOfShape", "count", "marks")
            .y("x,i,marks")
            .grants(true, Time.NO));
    var own =
        counted(OperatorCase.of("ScatterND", "what each row says, where it says").x("b 4"), 0);
    own.feed("c", "b 1", Role.WHOLE_SEQUENCE, Content.IDS, "");
    own.feed("v", "b", Role.WHOLE_SEQUENCE, Content.FLOATS, "");
    cases.add(beside(own, "r,c").y("x,i,v"));
    var next = counted(OperatorCase.of("ScatterND", "to the row before").x("b 4"), 0);
    next.feed("c", "b 1", Role.WHOLE_SEQUENCE, Content.IDS, "");
    next.feed("v", "b", Role.WHOLE_SEQUENCE, Content.FLOATS, "");
    next.node("Sub", "r,one", "before");
    cases.add(beside(next, "before,c").y("x,i,v").grants(false, Time.NO).cautionInTime().as("b 4"));
    var all = OperatorCase.of("ScatterND", "of all rows to one table").x("b 3").weight("w", 4, 3);
    all.ids("n", "b 1");
    cases.add(all.y("w,n,x").grants(false, Time.EACH).as("b 3"));
    cases.add(
        OperatorCase.of("ScatterND", "to fixed places of width")
            .x("4 b")
            .feed("v", "1 b", Role.WHOLE_SEQUENCE, Content.FLOATS, "")
            .integers("two", 2)
            .integers("zeros", 0)
            .node("Unsqueeze", "two,zeros", "i")
            .y("x,i,v"));
    cases.add(
        OperatorCase.of("ScatterElements", "to places of width")
            .x("b t 4")
            .ids("i", "b t 2")
            .feed("v", "b t 2", Role.DATA, Content.FLOATS, "")
            .y("x,i,v", number("axis", 2)));
    cases.add(
        OperatorCase.of("ScatterElements", "to steps")
            .x("b T 4")
            .ids("i", "b T 4")
            .feed("v", "b T 4", Role.DATA, Content.FLOATS, "")
            .y("x,i,v", number("axis", 1))
            .grants(true, Time.NO)
            .caution());
    cases.add(
        OperatorCase.of("ScatterElements", "to rows")
            .x("B 4")
            .ids("i", "B 4")
            .feed("v", "B 4", Role.DATA, Content.FLOATS, "")
            .y("x,i,v")
            .grants(false, Time.EACH)
            .as("B 4"));
  }
}
