package dev.unroll.plan.independence;

import static dev.unroll.onnx.SmallGraph.INT64;
import static dev.unroll.onnx.SmallGraph.number;
import static dev.unroll.onnx.SmallGraph.numbers;
import static dev.unroll.plan.independence.SequenceCases.joined;
import static dev.unroll.plan.independence.SequenceCases.stacked;
import static dev.unroll.plan.independence.SequenceCases.three;
import static dev.unroll.plan.independence.SequenceCases.withOdd;

import dev.unroll.plan.independence.OperatorCase.Time;
import java.util.ArrayList;
import java.util.List;

/** Sequences of tensors: elements that are taken, put in and taken out. */
final class SequenceElementCases {
  private SequenceElementCases() {}

  static List<OperatorCase> all() {
    var cases = new ArrayList<OperatorCase>();
    elements(cases);
    inserts(cases);
    erases(cases);
    return cases;
  }

  /** The number s: 1 where any element of x is large, else 0. */
  private static OperatorCase withLarge(OperatorCase one) {
    return one.node("ReduceMax", "x", "largest", number("keepdims", 0))
        .fraction("bound", 15)
        .node("Greater", "largest,bound", "above")
        .node("Cast", "above", "s", number("to", INT64));
  }

  private static OperatorCase ofPieces(String title, String layout, long axis, long place) {
    return OperatorCase.of("SequenceAt", title)
        .x(layout)
        .integer("at", place)
        .node("SplitToSequence", "x", "q", number("axis", axis), number("keepdims", 0))
        .it("q,at", "y")
        .out("y");
  }

  private static void elements(List<OperatorCase> cases) {
    cases.add(three("SequenceAt", "the second").integer("at", 1).y("q,at"));
    cases.add(three("SequenceAt", "the last").integer("at", -1).y("q,at"));
    cases.add(ofPieces("a place of the width", "b t 4", 2, 3));
    cases.add(ofPieces("the last step", "b t 4", 1, -1).grants(true, Time.LAST));
    cases.add(ofPieces("the last of six steps", "b T 4", 1, -1).grants(true, Time.NO));
    cases.add(ofPieces("the first step", "b t 4", 1, 0).grants(true, Time.NO));
    cases.add(ofPieces("the last row", "b t 4", 0, -1).grants(false, Time.EACH).as("t 4"));
    cases.add(ofPieces("the last of four rows", "B t 4", 0, -1).grants(false, Time.EACH).as("t 4"));
    cases.add(
        withLarge(three("SequenceAt", "as the largest says")).y("q,s").grants(false, Time.NO));
    cases.add(
        withOdd(three("SequenceAt", "as the number of rows says"), 0)
            .y("q,s")
            .grants(false, Time.NO)
            .cautionInTime());
    cases.add(
        withOdd(three("SequenceAt", "as the number of steps says"), 1)
            .y("q,s")
            .grants(true, Time.NO));
    cases.add(
        three("SequenceAt", "as the first row says")
            .ids("row", "b")
            .integers("two", 2)
            .node("Mod", "row,two", "s")
            .y("q,s")
            .grants(false, Time.NO)
            .cautionInTime());
    cases.add(
        three("SequenceAt", "as the first step says")
            .ids("step", "t")
            .integers("two", 2)
            .node("Mod", "step,two", "s")
            .y("q,s")
            .grants(true, Time.NO));
  }

  private static void inserts(List<OperatorCase> cases) {
    cases.add(joined(three("SequenceInsert", "at the end").it("q,minus", "r"), "r"));
    cases.add(joined(three("SequenceInsert", "first").integer("s", 0).it("q,minus,s", "r"), "r"));
    cases.add(
        joined(
                withLarge(three("SequenceInsert", "where the largest says")).it("q,minus,s", "r"),
                "r")
            .grants(false, Time.NO));
    cases.add(
        joined(
                withOdd(three("SequenceInsert", "where the number of rows says"), 0)
                    .it("q,minus,s", "r"),
                "r")
            .grants(false, Time.NO)
            .cautionInTime());
    cases.add(
        joined(
                withOdd(three("SequenceInsert", "where the number of steps says"), 1)
                    .it("q,minus,s", "r"),
                "r")
            .grants(true, Time.NO));
    cases.add(
        joined(
                three("SequenceInsert", "what all rows make")
                    .integers("zero", 0)
                    .node("ReduceSum", "x,zero", "m")
                    .node("Sub", "x,m", "mixed")
                    .it("q,mixed", "r"),
                "r")
            .grants(false, Time.EACH));
    cases.add(
        joined(
                three("SequenceInsert", "another shape")
                    .integers("zero", 0)
                    .node("ReduceSum", "x,zero", "m")
                    .it("q,m", "r")
                    .integer("at", 0)
                    .node("SequenceErase", "r,at", "e")
                    .integer("none", 0)
                    .node("SequenceAt", "e,none", "z")
                    .node("SequenceConstruct", "z,z", "p"),
                "p")
            .grants(false, Time.NO)
            .caution());
    cases.add(
        stacked(more("a step to the steps", "b t 4", 1), "r", 1).grants(true, Time.NO).as("b t 4"));
    cases.add(
        stacked(more("a step to six steps", "b T 4", 1), "r", 1).grants(true, Time.NO).caution());
    cases.add(
        stacked(more("a row to the rows", "b t 4", 0), "r", 0)
            .grants(false, Time.EACH)
            .as("b t 4"));
    cases.add(
        stacked(more("a row to four rows", "B t 4", 0), "r", 0)
            .grants(false, Time.EACH)
            .as("5 t 4"));
  }

  /** The first piece once more before all. */
  private static OperatorCase more(String title, String layout, long axis) {
    return OperatorCase.of("SequenceInsert", title)
        .x(layout)
        .integer("s", 0)
        .node("SplitToSequence", "x", "q", number("axis", axis), number("keepdims", 0))
        .node("SequenceAt", "q,s", "first")
        .it("q,first,s", "r");
  }

  private static OperatorCase fewer(String title, String layout, long axis) {
    return OperatorCase.of("SequenceErase", title)
        .x(layout)
        .node("SplitToSequence", "x", "q", number("axis", axis), number("keepdims", 0))
        .it("q", "r");
  }

  private static void erases(List<OperatorCase> cases) {
    cases.add(joined(three("SequenceErase", "the last").it("q", "r"), "r"));
    cases.add(joined(three("SequenceErase", "the second").integer("s", 1).it("q,s", "r"), "r"));
    cases.add(
        joined(withLarge(three("SequenceErase", "as the largest says")).it("q,s", "r"), "r")
            .grants(false, Time.NO));
    cases.add(
        joined(withOdd(three("SequenceErase", "as the number of rows says"), 0).it("q,s", "r"), "r")
            .grants(false, Time.NO)
            .cautionInTime());
    cases.add(
        stacked(fewer("the last of six steps", "b T 4", 1), "r", 1)
            .grants(true, Time.NO)
            .caution());
    cases.add(
        stacked(fewer("the last of four rows", "B t 4", 0), "r", 0)
            .grants(false, Time.EACH)
            .as("3 t 4"));
    cases.add(
        joined(
            OperatorCase.of("SequenceErase", "all, and one more is put in")
                .x("b t 4")
                .node("Neg", "x", "minus")
                .node("Transpose", "x", "turned", numbers("perm", 0, 2, 1))
                .node("SequenceConstruct", "turned", "q")
                .it("q", "none")
                .node("SequenceInsert", "none,minus", "r"),
            "r"));
  }
}
