package dev.unroll.plan.independence;

import static dev.unroll.onnx.SmallGraph.BOOL;
import static dev.unroll.onnx.SmallGraph.INT64;
import static dev.unroll.onnx.SmallGraph.graph;
import static dev.unroll.onnx.SmallGraph.number;

import dev.unroll.onnx.SmallGraph;
import dev.unroll.plan.independence.OperatorCase.Time;
import java.util.ArrayList;
import java.util.List;

/** Loops that carry sequences of tensors, as scripted ones are exported. */
public final class SequenceLoopCases {
  private SequenceLoopCases() {}

  static List<OperatorCase> all() {
    var cases = new ArrayList<OperatorCase>();
    lists(cases);
    places(cases);
    sizes(cases);
    return cases;
  }

  /** A body that goes on as it is told, and makes the list s into r. */
  public static SmallGraph body() {
    return new SmallGraph()
        .input("turn", INT64)
        .input("goes", BOOL)
        .untypedInput("s")
        .openOutput("on", BOOL)
        .untypedOutput("r");
  }

  public static SmallGraph always(SmallGraph body) {
    return body.node("Identity", "goes", "on");
  }

  /** One that puts the step h of its turn at the end. */
  public static SmallGraph appending() {
    return body()
        .node("Gather", "x,turn", "h", number("axis", 1))
        .node("SequenceInsert", "s,h", "r");
  }

  /** As many turns n as x has places on an axis, an empty list none, and a body. */
  public static OperatorCase over(String operator, String title, long axis, SmallGraph body) {
    return OperatorCase.of(operator, title)
        .x("b t 4")
        .node("Shape", "x", "shape")
        .integer("axis", axis)
        .node("Gather", "shape,axis", "n")
        .bytes("p", BOOL, 0, 0, (byte) 1)
        .integer("first", 0)
        .node("SplitToSequence", "x", "steps", number("axis", 1), number("keepdims", 0))
        .node("SequenceEmpty", "", "none")
        .node("Loop", "n,p,none", "list", graph("body", body));
  }

  public static OperatorCase stacked(OperatorCase one) {
    return one.node("ConcatFromSequence", "list", "y", number("axis", 1), number("new_axis", 1))
        .out("y");
  }

  private static void lists(List<OperatorCase> cases) {
    cases.add(
        stacked(over("SequenceEmpty", "each step is put in", 1, always(appending())))
            .grants(true, Time.NO)
            .caution());
    cases.add(
        stacked(over("SequenceEmpty", "as many steps as there are rows", 0, always(appending())))
            .grants(false, Time.NO)
            .as("b 1 4"));
    cases.add(
        stacked(
                over(
                    "SequenceInsert",
                    "each step, and what all rows make of it",
                    1,
                    always(
                        body()
                            .node("Gather", "x,turn", "h", number("axis", 1))
                            .node("ReduceMax", "h", "m", number("keepdims", 0))
                            .node("Add", "h,m", "mixed")
                            .node("SequenceInsert", "s,mixed", "r"))))
            .grants(false, Time.NO)
            .cautionInTime());
    cases.add(
        stacked(
                over(
                        "SequenceInsert",
                        "until a step of all rows is large",
                        1,
                        appending()
                            .node("ReduceMax", "h", "m", number("keepdims", 0))
                            .node("Less", "m,bound", "on"))
                    .fraction("bound", 15))
            .grants(false, Time.NO));
  }

  private static void places(List<OperatorCase> cases) {
    cases.add(
        stacked(
                over(
                    "SequenceAt",
                    "each step of a list",
                    1,
                    always(
                        body()
                            .node("SequenceAt", "steps,turn", "h")
                            .node("Neg", "h", "m")
                            .node("SequenceInsert", "s,m,first", "r"))))
            .grants(true, Time.NO));
    var twice =
        body()
            .node("Gather", "x,turn", "h", number("axis", 1))
            .node("SequenceInsert", "s,h", "more")
            .node("SequenceInsert", "more,h,first", "r");
    cases.add(
        stacked(over("SequenceInsert", "each step twice", 1, always(twice)))
            .grants(true, Time.NO)
            .as("b t 4"));
    var exchanging =
        body()
            .untypedInput("other")
            .untypedOutput("s2")
            .node("Identity", "s", "s2")
            .node("Gather", "x,turn", "h", number("axis", 1))
            .node("SequenceInsert", "other,h", "r");
    cases.add(
        over("SequenceInsert", "into lists that are exchanged", 1, always(appending()))
            .node("Loop", "n,p,none,list", "one,two", graph("body", always(exchanging)))
            .node("ConcatFromSequence", "one", "y", number("axis", 1), number("new_axis", 1))
            .out("y")
            .grants(true, Time.NO)
            .as("b t 4"));
    cases.add(
        OperatorCase.of("SequenceAt", "the list's last in each turn")
            .x("b t 4")
            .node("SplitToSequence", "x", "steps", number("axis", 1), number("keepdims", 0))
            .integer("last", -1)
            .integer("first", 0)
            .node("SequenceAt", "steps,first", "h0")
            .node("SequenceConstruct", "h0", "start")
            .node("SequenceLength", "steps", "n")
            .bytes("p", BOOL, 0, 0, (byte) 1)
            .node(
                "Loop",
                "n,p,start",
                "list",
                graph(
                    "body",
                    always(
                        body()
                            .node("SequenceAt", "steps,turn", "now")
                            .node("SequenceAt", "s,last", "before")
                            .node("Sub", "now,before", "h")
                            .node("SequenceInsert", "s,h", "r"))))
            .it("list,last", "y")
            .out("y")
            .grants(true, Time.NO));
  }

  private static void sizes(List<OperatorCase> cases) {
    // Elements of more and more places: those of one shape with the next one's are not.
    cases.add(
        OperatorCase.of("SequenceInsert", "the first places, more in each turn")
            .x("6 b 4")
            .integer("n", 6)
            .integer("one", 1)
            .integers("zero", 0)
            .bytes("p", BOOL, 0, 0, (byte) 1)
            .node("SequenceEmpty", "", "none")
            .node(
                "Loop",
                "n,p,none",
                "list",
                graph(
                    "body",
                    always(
                        body()
                            .node("Add", "turn,one", "next")
                            .node("Unsqueeze", "next,zero", "to")
                            .node("Slice", "x,zero,to,zero", "h")
                            .node("SequenceInsert", "s,h", "r"))))
            .integer("three", 3)
            .node("SequenceAt", "list,one", "two")
            .node("SequenceAt", "list,three", "four")
            .node("Shape", "two", "shape", number("end", 1))
            .integers("rest", -1, 4)
            .node("Concat", "shape,rest", "wide", number("axis", 0))
            .node("Reshape", "four,wide", "y")
            .out("y")
            .grants(false, Time.NO)
            .cautionInTime()
            .as("2 b 4"));
  }
}
