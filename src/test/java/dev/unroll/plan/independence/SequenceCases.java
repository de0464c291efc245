package dev.unroll.plan.independence;

import static dev.unroll.onnx.SmallGraph.number;

import dev.unroll.onnx.AttributeProto;
import dev.unroll.plan.independence.OperatorCase.Time;
import java.util.ArrayList;
import java.util.List;

/** Sequences of tensors: how they are made, counted, and joined. */
final class SequenceCases {
  private SequenceCases() {}

  static List<OperatorCase> all() {
    var cases = new ArrayList<OperatorCase>();
    constructs(cases);
    splits(cases);
    lengths(cases);
    concats(cases);
    return cases;
  }

  /** Side by side along the last axis. */
  static OperatorCase joined(OperatorCase one, String sequence) {
    return one.node("ConcatFromSequence", sequence, "y", number("axis", -1)).out("y");
  }

  /** On top of each other along a new axis. */
  static OperatorCase stacked(OperatorCase one, String sequence, long axis) {
    return one.node(
            "ConcatFromSequence", sequence, "y", number("axis", axis), number("new_axis", 1))
        .out("y");
  }

  /** A sequence q of x, its opposite, and x again. */
  static OperatorCase three(String operator, String title) {
    return OperatorCase.of(operator, title)
        .x("b t 4")
        .node("Neg", "x", "minus")
        .node("SequenceConstruct", "x,minus,x", "q");
  }

  /** The number s: how many rows (axis 0) or steps (axis 1) there are, by two what is left. */
  static OperatorCase withOdd(OperatorCase one, long axis) {
    return one.node("Shape", "x", "shape")
        .integer("axis", axis)
        .integer("two", 2)
        .node("Gather", "shape,axis", "size")
        .node("Mod", "size,two", "s");
  }

  private static void constructs(List<OperatorCase> cases) {
    var one = OperatorCase.of("SequenceConstruct", "of x and its opposite").x("b t 4");
    cases.add(stacked(one.node("Neg", "x", "minus").it("x,minus", "q"), "q", 1));
    cases.add(
        joined(
                OperatorCase.of("SequenceConstruct", "of a half and the whole")
                    .x("b t 4")
                    .integers("from", 0)
                    .integers("to", 2)
                    .integers("axes", 2)
                    .node("Slice", "x,from,to,axes", "half")
                    .it("half,x", "q"),
                "q")
            .grants(false, Time.NO)
            .caution());
    cases.add(
        joined(
                OperatorCase.of("SequenceConstruct", "of x and what all rows make")
                    .x("b t 4")
                    .integers("zero", 0)
                    .node("ReduceSum", "x,zero", "m", number("keepdims", 1))
                    .node("Add", "x,m", "mixed")
                    .it("x,mixed", "q"),
                "q")
            .grants(false, Time.EACH));
    cases.add(
        joined(
                OperatorCase.of("SequenceConstruct", "of x and the number of rows")
                    .x("b t 4")
                    .node("Shape", "x", "shape", number("end", 1))
                    .integers("one", 1)
                    .it("shape,one", "n")
                    .node("ConcatFromSequence", "n", "m", number("axis", 0))
                    .node("ReduceSum", "m", "sum", number("keepdims", 0))
                    .node("Cast", "sum", "f", number("to", 1))
                    .node("Mul", "x,f", "more")
                    .node("SequenceConstruct", "x,more", "q"),
                "q")
            .grants(false, Time.EACH));
  }

  private static OperatorCase pieces(
      String title, String layout, long axis, AttributeProto... more) {
    var attributes = new ArrayList<AttributeProto>(List.of(more));
    attributes.add(number("axis", axis));
    return OperatorCase.of("SplitToSequence", title)
        .x(layout)
        .it("x", "q", attributes.toArray(AttributeProto[]::new));
  }

  private static OperatorCase listed(String title, String layout, long axis, long... sizes) {
    return OperatorCase.of("SplitToSequence", title)
        .x(layout)
        .integers("s", sizes)
        .it("x,s", "q", number("axis", axis), number("keepdims", 0));
  }

  private static OperatorCase scalar(String title, String layout, long axis, long size) {
    return OperatorCase.of("SplitToSequence", title)
        .x(layout)
        .integer("s", size)
        .it("x,s", "q", number("axis", axis), number("keepdims", size == 1 ? 0 : 1));
  }

  private static void splits(List<OperatorCase> cases) {
    var none = number("keepdims", 0);
    cases.add(stacked(pieces("steps one by one", "b t 4", 1, none), "q", 1));
    cases.add(stacked(scalar("steps one by one, by a number", "b t 4", 1, 1), "q", 1));
    cases.add(stacked(pieces("rows one by one", "b t 4", 0, none), "q", 0));
    cases.add(stacked(pieces("width one by one", "b t 4", -1, none), "q", 1));
    cases.add(stacked(pieces("steps one by one, with their axis", "b t 4", 1), "q", 0));
    cases.add(stacked(scalar("halves", "b t 4", 2, 2), "q", 2));
    cases.add(joined(listed("halves, listed", "b t 4", 2, 2, 2), "q"));
    cases.add(joined(listed("quarters, listed", "b t 4", 2, 1, 1, 1, 1), "q"));
    cases.add(
        joined(listed("unlike parts", "b t 4", 2, 1, 3), "q").grants(false, Time.NO).caution());
    cases.add(
        joined(scalar("parts and a rest", "b t 4", 2, 3), "q").grants(false, Time.NO).caution());
    cases.add(
        stacked(scalar("steps two by two", "b T 4", 1, 2), "q", 1)
            .grants(false, Time.NO)
            .caution());
    cases.add(
        stacked(scalar("rows two by two", "B t 4", 0, 2), "q", 0)
            .grants(false, Time.NO)
            .cautionInTime()
            .as("2 2 t 4"));
    cases.add(
        joined(
                withOdd(OperatorCase.of("SplitToSequence", "as the number of rows says"), 0)
                    .x("b t 4")
                    .integer("one", 1)
                    .node("Add", "s,one", "n")
                    .it("x,n", "q", number("axis", 2)),
                "q")
            .grants(false, Time.NO)
            .caution());
  }

  private static OperatorCase counted(String title, String layout, long axis) {
    return OperatorCase.of("SequenceLength", title)
        .x(layout)
        .node("SplitToSequence", "x", "q", number("axis", axis))
        .it("q", "n")
        .node("Cast", "n", "f", number("to", 1))
        .node("Mul", "x,f", "y")
        .out("y");
  }

  private static void lengths(List<OperatorCase> cases) {
    cases.add(counted("of the width", "b t 4", 2));
    cases.add(counted("of the steps", "b t 4", 1).grants(true, Time.NO));
    cases.add(counted("of the rows", "b t 4", 0).grants(false, Time.EACH));
    cases.add(
        OperatorCase.of("SequenceLength", "of the steps, as a shape")
            .x("b t 4")
            .node("SplitToSequence", "x", "q", number("axis", 1))
            .it("q", "n")
            .integers("zero", 0)
            .integers("minus", -1)
            .integers("four", 4)
            .node("Unsqueeze", "n,zero", "steps")
            .node("Concat", "minus,steps,four", "shape", number("axis", 0))
            .node("Reshape", "x,shape", "y")
            .out("y"));
    cases.add(
        OperatorCase.of("SequenceLength", "of none")
            .x("b t 4")
            .node("SequenceEmpty", "", "q")
            .it("q", "n")
            .node("Cast", "n", "f", number("to", 1))
            .node("Mul", "x,f", "y")
            .out("y"));
  }

  private static OperatorCase flat(String title, long axis) {
    return OperatorCase.of("ConcatFromSequence", title)
        .x("b t 4")
        .node("SplitToSequence", "x", "q", number("axis", 1), number("keepdims", 0))
        .it("q", "y", number("axis", axis))
        .out("y");
  }

  private static void concats(List<OperatorCase> cases) {
    cases.add(flat("steps around rows", 0));
    cases.add(flat("steps around the width", 1).grants(true, Time.EACH));
    cases.add(
        three("ConcatFromSequence", "rows thrice")
            .y("q", number("axis", 0))
            .grants(true, Time.EACH));
    cases.add(
        three("ConcatFromSequence", "rows thrice, and apart again")
            .it("q", "z", number("axis", 0))
            .node("Shape", "x", "shape")
            .integers("three", 3)
            .node("Concat", "three,shape", "wide", number("axis", 0))
            .node("Reshape", "z,wide", "y")
            .out("y"));
    cases.add(
        three("ConcatFromSequence", "rows thrice, and apart the other way")
            .it("q", "z", number("axis", 0))
            .integers("apart", -1, 3)
            .node("Shape", "x", "shape", number("start", 1))
            .node("Concat", "apart,shape", "wide", number("axis", 0))
            .node("Reshape", "z,wide", "y")
            .out("y")
            .grants(false, Time.NO)
            .cautionInTime()
            .as("b 3 t 4"));
    cases.add(stacked(three("ConcatFromSequence", "along a new axis"), "q", -1));
    cases.add(stacked(pieces("rows on both axes", "b t 4", 0), "q", 0));
  }
}
