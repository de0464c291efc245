package dev.unroll.plan.independence;

import static dev.unroll.onnx.SmallGraph.BOOL;
import static dev.unroll.onnx.SmallGraph.FLOAT32;
import static dev.unroll.onnx.SmallGraph.INT64;
import static dev.unroll.onnx.SmallGraph.graph;
import static dev.unroll.onnx.SmallGraph.number;
import static dev.unroll.onnx.SmallGraph.numbers;

import dev.unroll.onnx.AttributeProto;
import dev.unroll.onnx.SmallGraph;
import dev.unroll.plan.independence.OperatorCase.Time;
import java.util.ArrayList;
import java.util.List;

/** Graphs inside nodes. */
final class ControlFlowCases {
  private ControlFlowCases() {}

  static List<OperatorCase> all() {
    var cases = new ArrayList<OperatorCase>();
    branches(cases);
    loops(cases);
    scans(cases);
    return cases;
  }

  private static AttributeProto inner(String name, String operator) {
    return graph(name, new SmallGraph().openOutput(name, FLOAT32).node(operator, "x", name));
  }

  private static OperatorCase branch(OperatorCase one, String condition) {
    return one.y(condition, inner("then_branch", "Relu"), inner("else_branch", "Neg"));
  }

  private static void branches(List<OperatorCase> cases) {
    cases.add(
        branch(OperatorCase.of("If", "always").x("b t 4").bytes("p", BOOL, 0, 0, (byte) 1), "p"));
    cases.add(
        branch(
            OperatorCase.of("If", "where there are rows")
                .x("b t 4")
                .node("Shape", "x", "s", number("end", 1))
                .integers("zero", 0)
                .node("Greater", "s,zero", "p"),
            "p"));
    cases.add(
        branch(
                OperatorCase.of("If", "as the largest of all rows says")
                    .x("b t 4")
                    .node("ReduceMax", "x", "m", number("keepdims", 0))
                    .fraction("two", 15)
                    .node("Greater", "m,two", "p"),
                "p")
            .grants(false, Time.NO));
    cases.add(
        branch(
                OperatorCase.of("If", "where there are many rows")
                    .x("b t 4")
                    .node("Shape", "x", "s", number("end", 1))
                    .integers("two", 2)
                    .node("Greater", "s,two", "p"),
                "p")
            .grants(false, Time.NO)
            .caution());
    cases.add(
        branch(
                OperatorCase.of("If", "where there are many steps")
                    .x("b t 4")
                    .node("Shape", "x", "s", number("start", 1), number("end", 2))
                    .integers("three", 3)
                    .node("Greater", "s,three", "p"),
                "p")
            .grants(true, Time.NO));
  }

  /** Adds to what it carries: x, at each turn once more. */
  private static SmallGraph turn() {
    return new SmallGraph()
        .input("turn", INT64)
        .input("goes", BOOL)
        .input("sum", FLOAT32, "b", "t", 4)
        .openOutput("on", BOOL)
        .openOutput("next", FLOAT32)
        .node("Add", "sum,x", "next");
  }

  private static void loops(List<OperatorCase> cases) {
    cases.add(
        OperatorCase.of("Loop", "three turns")
            .x("b t 4")
            .integer("n", 3)
            .bytes("p", BOOL, 0, 0, (byte) 1)
            .y("n,p,x", graph("body", turn().node("Identity", "goes", "on")))
            .grants(true, Time.NO)
            .caution());
    cases.add(
        OperatorCase.of("Loop", "as many turns as there are rows")
            .x("b t 4")
            .node("Shape", "x", "s", number("end", 1))
            .integers("zero", 0)
            .node("Squeeze", "s,zero", "n")
            .bytes("p", BOOL, 0, 0, (byte) 1)
            .y("n,p,x", graph("body", turn().node("Identity", "goes", "on")))
            .grants(false, Time.NO)
            .cautionInTime());
    cases.add(
        OperatorCase.of("Loop", "as many turns as there are steps")
            .x("b t 4")
            .node("Shape", "x", "s", number("start", 1), number("end", 2))
            .integers("zero", 0)
            .node("Squeeze", "s,zero", "n")
            .bytes("p", BOOL, 0, 0, (byte) 1)
            .y("n,p,x", graph("body", turn().node("Identity", "goes", "on")))
            .grants(true, Time.NO));
    cases.add(
        OperatorCase.of("Loop", "until the largest of all rows is large")
            .x("b t 4")
            .integer("n", 5)
            .bytes("p", BOOL, 0, 0, (byte) 1)
            .fraction("ten", 3)
            .y(
                "n,p,x",
                graph(
                    "body",
                    turn()
                        .node("ReduceMax", "next", "m", number("keepdims", 0))
                        .node("Less", "m,ten", "on")))
            .grants(false, Time.NO));
    cases.add(
        OperatorCase.of("Loop", "each turn's number, one for each row")
            .x("b t 4")
            .node("Shape", "x", "s", number("end", 1))
            .integers("zero", 0)
            .node("Squeeze", "s,zero", "n")
            .bytes("p", BOOL, 0, 0, (byte) 1)
            .it(
                "n,p",
                "y",
                graph(
                    "body",
                    new SmallGraph()
                        .input("turn", INT64)
                        .input("goes", BOOL)
                        .openOutput("on", BOOL)
                        .openOutput("told", FLOAT32)
                        .node("Identity", "goes", "on")
                        .node("Cast", "turn", "told", number("to", FLOAT32))))
            .out("y")
            .grants(false, Time.NO)
            .cautionInTime()
            .as("b"));
  }

  private static OperatorCase scan(String title, String layout, AttributeProto... more) {
    var body =
        new SmallGraph()
            .openInput("sum", FLOAT32)
            .openInput("one", FLOAT32)
            .openOutput("next", FLOAT32)
            .openOutput("told", FLOAT32)
            .node("Add", "sum,one", "next")
            .node("Identity", "next", "told");
    var attributes = new ArrayList<AttributeProto>(List.of(more));
    attributes.add(graph("body", body));
    attributes.add(number("num_scan_inputs", 1));
    return OperatorCase.of("Scan", title)
        .x(layout)
        .integers("from", 0)
        .node("ReduceSum", "x,from", "s", number("keepdims", 0))
        .node("Sub", "s,s", "none")
        .it("none,x", "last,y", attributes.toArray(AttributeProto[]::new))
        .out("y", "last");
  }

  private static void scans(List<OperatorCase> cases) {
    cases.add(scan("over steps", "t b 4").grants(true, Time.NO));
    cases.add(scan("over rows", "b t 4").grants(false, Time.NO).cautionInTime());
    cases.add(scan("over width", "4 b t").grants(true, Time.NO).caution());
    cases.add(
        scan("over steps, downwards", "t b 4", numbers("scan_input_directions", 1))
            .grants(true, Time.NO));
  }
}
