package dev.unroll.plan.independence;

import static dev.unroll.onnx.SmallGraph.BOOL;
import static dev.unroll.onnx.SmallGraph.FLOAT32;
import static dev.unroll.onnx.SmallGraph.graph;
import static dev.unroll.onnx.SmallGraph.number;
import static dev.unroll.plan.independence.SequenceLoopCases.always;
import static dev.unroll.plan.independence.SequenceLoopCases.appending;
import static dev.unroll.plan.independence.SequenceLoopCases.body;
import static dev.unroll.plan.independence.SequenceLoopCases.over;

import dev.unroll.onnx.SmallGraph;
import dev.unroll.plan.independence.OperatorCase.Time;
import java.util.ArrayList;
import java.util.List;

/** How long sequences of tensors are that loops and branches give. */
public final class SequenceLengthCases {
  private SequenceLengthCases() {}

  static List<OperatorCase> all() {
    var cases = new ArrayList<OperatorCase>();
    counts(cases);
    unlike(cases);
    branches(cases);
    stopped(cases);
    return cases;
  }

  private static OperatorCase times(OperatorCase one, String number) {
    // Numbers that are computed with are followed anew.
    return one.integer("nothing", 0)
        .node("Add", number + ",nothing", "same")
        .node("Cast", "same", "f", number("to", FLOAT32))
        .node("Mul", "x,f", "y")
        .out("y");
  }

  /** A body that puts the step h into the list only where a condition decides so. */
  public static SmallGraph only(SmallGraph condition) {
    var yes = new SmallGraph().untypedOutput("put").node("SequenceInsert", "s,h", "put");
    var no = new SmallGraph().untypedOutput("same").node("Identity", "s", "same");
    return always(
        body()
            .after(condition)
            .node("If", "decides", "r", graph("then_branch", yes), graph("else_branch", no)));
  }

  private static SmallGraph large() {
    return new SmallGraph()
        .node("Gather", "x,turn", "h", number("axis", 1))
        .node("ReduceMax", "h", "m", number("keepdims", 0))
        .node("Greater", "m,bound", "decides");
  }

  private static void counts(List<OperatorCase> cases) {
    cases.add(
        times(
                over("SequenceLength", "of a list with each step", 1, always(appending()))
                    .it("list", "count"),
                "count")
            .grants(true, Time.NO));
    cases.add(
        times(
                over(
                        "SequenceLength",
                        "of a list as long as there are rows",
                        0,
                        always(appending()))
                    .it("list", "count"),
                "count")
            .grants(false, Time.EACH));
    var odd =
        new SmallGraph()
            .node("Gather", "x,turn", "h", number("axis", 1))
            .node("Mod", "turn,two", "rest")
            .node("Cast", "rest", "decides", number("to", BOOL));
    cases.add(
        times(
                over("SequenceLength", "of a list with each other step", 1, only(odd))
                    .integer("two", 2)
                    .it("list", "count"),
                "count")
            .grants(true, Time.NO));
    cases.add(
        times(
                over("SequenceLength", "of a list with the large steps", 1, only(large()))
                    .fraction("bound", 15)
                    .it("list", "count"),
                "count")
            .grants(false, Time.NO));
  }

  /** Lists of the large steps, and what comes of how long they are. */
  private static void unlike(List<OperatorCase> cases) {
    var summing =
        only(large())
            .openInput("sum", FLOAT32)
            .openOutput("next", FLOAT32)
            .node("SequenceLength", "s", "long")
            .node("Add", "long,first", "told")
            .node("Cast", "told", "f", number("to", FLOAT32))
            .node("Add", "sum,f", "next");
    cases.add(
        over("SequenceLength", "as a list grows with the large steps", 1, always(appending()))
            .fraction("bound", 15)
            .node("Loop", "n,p,none,x", "some,y", graph("body", summing))
            .out("y")
            .grants(false, Time.NO));
    var same = new SmallGraph().untypedOutput("all").node("Identity", "list", "all");
    var fewer = new SmallGraph().untypedOutput("fewer").node("SequenceConstruct", "h0", "fewer");
    cases.add(
        times(
                over("SequenceLength", "of a list with the large steps, or not", 1, only(large()))
                    .fraction("bound", 15)
                    .integer("four", 4)
                    .node("SequenceAt", "steps,first", "h0")
                    .node("Less", "four,n", "many")
                    .node(
                        "If", "many", "q", graph("then_branch", same), graph("else_branch", fewer))
                    .it("q", "count"),
                "count")
            .grants(false, Time.NO));
  }

  /** One list or one of another length, as a number above one and a half says. */
  private static OperatorCase branched(String title, String number) {
    var longer = new SmallGraph().untypedOutput("long").node("SequenceConstruct", "x,x", "long");
    var other = new SmallGraph().untypedOutput("short").node("SequenceConstruct", "x", "short");
    var one = OperatorCase.of("SequenceLength", title).x("b t 4").fraction("bound", 1.5f);
    one.node("ReduceMax", "x", "largest", number("keepdims", 0));
    one.node("Shape", "x", "shape").integer("rows", 0).integer("steps", 1);
    one.node("Gather", "shape,rows", "r").node("Cast", "r", "ofRows", number("to", FLOAT32));
    one.node("Gather", "shape,steps", "t").node("Cast", "t", "ofSteps", number("to", FLOAT32));
    one.node("Greater", number + ",bound", "decides");
    one.node("If", "decides", "q", graph("then_branch", longer), graph("else_branch", other));
    return times(one.it("q", "n"), "n");
  }

  private static void branches(List<OperatorCase> cases) {
    cases.add(
        branched("of a list as the largest says", "largest")
            .grants(false, Time.NO)
            .cautionInTime());
    cases.add(
        branched("of a list as the number of rows says", "ofRows")
            .grants(false, Time.NO)
            .cautionInTime());
    cases.add(branched("of a list as the number of steps says", "ofSteps").grants(true, Time.NO));
    var half = new SmallGraph().untypedOutput("halves").node("SequenceConstruct", "h", "halves");
    var all = new SmallGraph().untypedOutput("wholes").node("SequenceConstruct", "x", "wholes");
    cases.add(
        OperatorCase.of("SequenceAt", "of a list of halves, or not")
            .x("b t 4")
            .integer("two", 2)
            .integer("first", 0)
            .integer("steps", 1)
            .node("Shape", "x", "shape")
            .node("Gather", "shape,steps", "t")
            .node("Less", "two,t", "decides")
            .node("SplitToSequence", "x,two", "parts", number("axis", 2))
            .node("SequenceAt", "parts,first", "h")
            .node("If", "decides", "q", graph("then_branch", half), graph("else_branch", all))
            .y("q,first")
            .grants(false, Time.NO)
            .caution());
  }

  private static void stopped(List<OperatorCase> cases) {
    var again =
        body()
            .node("Gather", "x,turn", "h", number("axis", 1))
            .node("SequenceConstruct", "h", "r")
            .node("ReduceMax", "h", "m", number("keepdims", 0))
            .node("Less", "m,bound", "on");
    cases.add(
        over("SequenceAt", "of a list made anew until a step is large", 1, always(appending()))
            .fraction("bound", 15)
            .node("SequenceAt", "steps,first", "h0")
            .node("SequenceConstruct", "h0", "start")
            .node("Loop", "n,p,start", "one", graph("body", again))
            .y("one,first")
            .grants(false, Time.NO));
  }
}
