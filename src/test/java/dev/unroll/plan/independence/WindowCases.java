package dev.unroll.plan.independence;

import static dev.unroll.onnx.SmallGraph.UINT8;
import static dev.unroll.onnx.SmallGraph.number;
import static dev.unroll.onnx.SmallGraph.numbers;
import static dev.unroll.onnx.SmallGraph.text;

import dev.unroll.plan.independence.OperatorCase.Time;
import java.util.ArrayList;
import java.util.List;

/** Convolutions, pooling, resizing. */
final class WindowCases {
  private WindowCases() {}

  static List<OperatorCase> all() {
    var cases = new ArrayList<OperatorCase>();
    cases.add(OperatorCase.of("Conv", "a window of one").x("b 4 t").weight("w", 3, 4, 1).y("x,w"));
    cases.add(
        OperatorCase.of("Conv", "a window of three")
            .x("b 4 t")
            .weight("w", 3, 4, 3)
            .y("x,w", numbers("pads", 1, 1))
            .grants(true, Time.NO));
    cases.add(
        OperatorCase.of("Conv", "a window of three, the same size")
            .x("b 4 t")
            .weight("w", 3, 4, 3)
            .weight("c", 3)
            .y("x,w,c", text("auto_pad", "SAME_UPPER"))
            .grants(true, Time.NO));
    cases.add(
        OperatorCase.of("Conv", "of a picture at each step")
            .x("b t 3 4")
            .integers("in", -1, 1, 3, 4)
            .node("Reshape", "x,in", "p")
            .weight("w", 2, 1, 3, 3)
            .y("p,w", numbers("pads", 1, 1, 1, 1)));
    cases.add(
        OperatorCase.of("Conv", "a window of one that leaps over six steps")
            .x("b 4 T")
            .weight("w", 3, 4, 1)
            .y("x,w", numbers("strides", 2), numbers("pads", 3, 2))
            .grants(true, Time.NO)
            .caution());
    cases.add(
        OperatorCase.of("Conv", "a window of one that leaps over four rows")
            .x("t 4 B")
            .weight("w", 3, 4, 1)
            .y("x,w", numbers("strides", 2), numbers("pads", 2, 1))
            .grants(false, Time.EACH)
            .as("t 3 B"));
    cases.add(
        OperatorCase.of("Conv", "a window of one over four rows")
            .x("t 4 B")
            .weight("w", 3, 4, 1)
            .y("x,w"));
    cases.add(
        OperatorCase.of("Conv", "over rows as channels")
            .x("t B 5")
            .weight("w", 3, 4, 1)
            .y("x,w")
            .grants(false, Time.EACH)
            .as("t 3 5"));
    cases.add(
        OperatorCase.of("Conv", "the rows as a bias")
            .x("B 4 t")
            .feed("c", "B", InputFacts.Role.WHOLE_SEQUENCE, OperatorCase.Content.FLOATS, "")
            .weight("w", 4, 4, 1)
            .y("x,w,c")
            .grants(false, Time.NO)
            .cautionInTime()
            .as("B 4 t"));
    cases.add(
        OperatorCase.of("ConvInteger", "a window of one")
            .ids("x", "b 4 t")
            .node("Cast", "x", "u", number("to", UINT8))
            .bytes("w", UINT8, 12, 0, new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2, 3})
            .integers("shape", 3, 4, 1)
            .node("Reshape", "w,shape", "v")
            .typed("u,v"));
    cases.add(
        OperatorCase.of("ConvTranspose", "a window of two")
            .x("b 4 t")
            .weight("w", 4, 3, 2)
            .y("x,w")
            .grants(true, Time.NO));
    cases.add(
        OperatorCase.of("ConvTranspose", "of a picture").x("b 4 5").weight("w", 4, 3, 2).y("x,w"));
    for (var name : List.of("MaxPool", "AveragePool", "LpPool")) {
      cases.add(
          OperatorCase.of(name, "windows of two steps")
              .x("b 4 t")
              .y("x", numbers("kernel_shape", 2))
              .grants(true, Time.NO));
      cases.add(
          OperatorCase.of(name, "windows of two numbers")
              .x("t b 5")
              .y("x", numbers("kernel_shape", 2), numbers("strides", 2)));
      cases.add(
          OperatorCase.of(name, "windows of one step")
              .x("b 4 t")
              .y("x", numbers("kernel_shape", 1)));
    }
    for (var name : List.of("GlobalMaxPool", "GlobalAveragePool", "GlobalLpPool")) {
      cases.add(OperatorCase.of(name, "over steps").x("b 4 t").y("x").grants(true, Time.NO));
      cases.add(OperatorCase.of(name, "over width").x("b t 4").y("x"));
      cases.add(OperatorCase.of(name, "over rows").x("t 4 b").y("x").grants(false, Time.EACH));
    }
    cases.add(unlikePool());
    resizes(cases);
    return cases;
  }

  /** Two axes of as many places as there are steps, pooled by other strides: those left differ. */
  private static OperatorCase unlikePool() {
    return OperatorCase.of("MaxPool", "two axes by unlike strides, which a shape exchanges")
        .x("b t 4")
        .node("Transpose", "x", "turned", numbers("perm", 0, 2, 1))
        .node("MatMul", "x,turned", "square")
        .integers("channel", 1)
        .node("Unsqueeze", "square,channel", "image")
        .it(
            "image",
            "pooled",
            numbers("kernel_shape", 2, 2),
            numbers("strides", 1, 2),
            number("ceil_mode", 1))
        .node("Transpose", "pooled", "apart", numbers("perm", 2, 0, 3, 1))
        .node("Shape", "apart", "shape")
        .integers("last", 2)
        .integers("first", 0)
        .integers("rest", -1)
        .node("Gather", "shape,last", "fewer")
        .node("Gather", "shape,first", "more")
        .node("Concat", "fewer,rest,more,channel", "wide", number("axis", 0))
        .node("Reshape", "apart,wide", "y")
        .out("y")
        .grants(false, Time.NO)
        .as("3 b 5 1");
  }

  private static void resizes(List<OperatorCase> cases) {
    cases.add(
        OperatorCase.of("Resize", "of width, by sizes")
            .x("b t 4")
            .node("Shape", "x", "s", number("end", 2))
            .integers("eight", 8)
            .node("Concat", "s,eight", "sizes", number("axis", 0))
            .y("x,,,sizes"));
    cases.add(
        OperatorCase.of("Resize", "of width, by scales")
            .x("b t 4")
            .floatList("scales", 1, 1, 2)
            .y("x,,scales")
            .grants(false, Time.NO)
            .caution());
    cases.add(
        OperatorCase.of("Resize", "of steps, by scales")
            .x("b 4 t")
            .floatList("scales", 1, 1, 2)
            .y("x,,scales")
            .grants(false, Time.NO)
            .caution());
    cases.add(unlike());
  }

  /** A row is wrongly taken for two where two sizes are wrongly taken for one. */
  private static OperatorCase unlike() {
    var one = OperatorCase.of("Resize", "two of unlike sizes, which a shape mixes up").x("b 4");
    one.floatList("four", 4).floatList("two", 2).weight("w", 4);
    one.it("w,,four", "p").it("w,,two", "q").node("Shape", "q", "s");
    one.integers("axis", 1).node("Unsqueeze", "x,axis", "c").integers("last", -1);
    one.weight("v", 4, 1).node("MatMul", "x,v", "z").node("Add", "z,p", "wide");
    one.node("Shape", "x", "n", number("end", 1)).integers("open", -1);
    one.node("Concat", "open,s", "shape", number("axis", 0)).node("Reshape", "wide,shape", "r");
    one.integers("zero", 0).integers("rowsAxis", 0).node("Slice", "r,zero,n,rowsAxis", "y");
    return one.out("y").grants(false, Time.NO).cautionInTime().as("b 8");
  }
}
