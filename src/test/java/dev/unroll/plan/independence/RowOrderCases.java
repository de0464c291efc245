package dev.unroll.plan.independence;

import static dev.unroll.onnx.SmallGraph.number;
import static dev.unroll.onnx.SmallGraph.numbers;

import dev.unroll.plan.independence.InputFacts.Role;
import dev.unroll.plan.independence.OperatorCase.Content;
import dev.unroll.plan.independence.OperatorCase.Time;
import java.util.ArrayList;
import java.util.List;

/** Rows that are sorted by lengths that they say, and put back, as for packed sequences. */
final class RowOrderCases {
  private RowOrderCases() {}

  static List<OperatorCase> all() {
    var cases = new ArrayList<OperatorCase>();
    right(cases);
    wrong(cases);
    return cases;
  }

  /** Rows of x in the order of their n, as z; k is the sorted n, o the order. */
  private static OperatorCase sorted(String operator, String title) {
    return sorted(OperatorCase.of(operator, title).x("b t 4"));
  }

  private static OperatorCase sorted(OperatorCase one) {
    return one.feed("n", "b", Role.WHOLE_SEQUENCE, Content.IDS, "")
        .node("Shape", "n", "rows")
        .node("TopK", "n,rows", "k,o")
        .node("Gather", "x,o", "z");
  }

  /** The order undone, as a permutation is inverted: u. */
  private static OperatorCase inverted(OperatorCase one) {
    return one.integer("zero", 0)
        .integer("one", 1)
        .integers("first", 0)
        .node("Squeeze", "rows,first", "count")
        .node("Range", "zero,count,one", "own")
        .node("ConstantOfShape", "rows", "f")
        .node("Cast", "f", "empty", number("to", 7))
        .node("ScatterElements", "empty,o,own", "u");
  }

  /** The same by sorting the order. */
  private static OperatorCase sortedBack(OperatorCase one) {
    return one.node("TopK", "o,rows", "p,u", number("largest", 0));
  }

  /** Steps before what each row says, of rows in order. */
  private static OperatorCase masked(OperatorCase one) {
    return one.integers("ends", 1, 2)
        .node("Unsqueeze", "k,ends", "kk")
        .node("Cast", "kk", "number", number("to", 1))
        .node("Mul", "z,number", "m");
  }

  private static void right(List<OperatorCase> cases) {
    cases.add(inverted(sorted("Gather", "sorted and undone")).node("Gather", "z,u", "y").out("y"));
    cases.add(
        sortedBack(sorted("TopK", "sorted and sorted back")).node("Gather", "z,u", "y").out("y"));
    cases.add(
        inverted(masked(sorted("Gather", "with what is said, in order")))
            .node("Gather", "m,u", "y")
            .out("y"));
    var cell = sorted(OperatorCase.of("LSTM", "rows in the order of their lengths").x("b t 4"));
    cell.weight("w", 1, 12, 4).weight("r", 1, 12, 3).weight("b", 1, 24);
    cell.node("Transpose", "z", "tz", numbers("perm", 1, 0, 2));
    cell.node("Cast", "k", "lengths", number("to", 6));
    cell.it("tz,w,r,b,lengths", "s,h,c", number("hidden_size", 3));
    cases.add(
        inverted(cell)
            .node("Gather", "h,u", "y", number("axis", 1))
            .out("y")
            .grants(true, Time.NO));
    var own = inverted(sorted("GatherND", "each row's place, in order"));
    own.integers("last", -1).node("Unsqueeze", "own,last", "r").node("Unsqueeze", "k,last", "c");
    own.node("Concat", "r,c", "i", number("axis", -1)).node("GatherND", "z,i", "e");
    cases.add(own.node("Gather", "e,u", "y").out("y").grants(true, Time.NO));
    var nd = inverted(sorted("GatherND", "undone by several indices"));
    nd.integers("last", -1).node("Unsqueeze", "u,last", "i");
    cases.add(nd.y("z,i"));
  }

  private static void wrong(List<OperatorCase> cases) {
    cases.add(
        sorted("TopK", "sorted and left so")
            .node("Identity", "z", "y")
            .out("y")
            .grants(false, Time.NO)
            .cautionInTime()
            .as("b t 4"));
    cases.add(
        sorted("TopK", "in order beside those that are not")
            .node("Add", "x,z", "y")
            .out("y")
            .grants(false, Time.EACH)
            .as("b t 4"));
    cases.add(
        inverted(masked(sorted("Gather", "by what another row says")))
            .node("Unsqueeze", "n,ends", "nn")
            .node("Cast", "nn", "other", number("to", 1))
            .node("Mul", "z,other", "mixed")
            .node("Gather", "mixed,u", "y")
            .out("y")
            .grants(false, Time.EACH)
            .as("b t 4"));
    cases.add(
        inverted(sorted("Gather", "undone twice"))
            .node("Gather", "z,u", "back")
            .node("Gather", "back,u", "y")
            .out("y")
            .grants(false, Time.EACH)
            .as("b t 4"));
    cases.add(
        sorted("Gather", "the order applied twice")
            .node("Gather", "z,o", "y")
            .out("y")
            .grants(false, Time.EACH)
            .as("b t 4"));
    cases.add(
        sorted("TopK", "sorted back the wrong way")
            .node("TopK", "o,rows", "p,u")
            .node("Gather", "z,u", "y")
            .out("y")
            .grants(false, Time.EACH)
            .as("b t 4"));
    var other = sorted("TopK", "undone by another order");
    other.feed("n2", "b", Role.WHOLE_SEQUENCE, Content.IDS, "");
    other.node("TopK", "n2,rows", "k2,o2").node("TopK", "o2,rows", "p2,u", number("largest", 0));
    cases.add(other.node("Gather", "z,u", "y").out("y").grants(false, Time.EACH).as("b t 4"));
    cases.add(
        sorted("TopK", "the order as content")
            .integers("ends", 1, 2)
            .node("Unsqueeze", "o,ends", "oo")
            .node("Cast", "oo", "f", number("to", 1))
            .node("Mul", "x,f", "y")
            .out("y")
            .grants(false, Time.EACH)
            .as("b t 4"));
    cases.add(
        inverted(sorted("CumSum", "a sum over rows in order"))
            .it("z,zero", "sums")
            .node("Gather", "sums,u", "y")
            .out("y")
            .grants(false, Time.EACH)
            .as("b t 4"));
  }
}
