package dev.unroll.plan.independence;

import static dev.unroll.onnx.SmallGraph.number;
import static dev.unroll.onnx.SmallGraph.numbers;

import dev.unroll.plan.independence.OperatorCase.Time;
import java.util.ArrayList;
import java.util.List;

/** Steps that are cut in chunks of two, and put together again. */
final class ChunkCases {
  private ChunkCases() {}

  static List<OperatorCase> all() {
    var cases = new ArrayList<OperatorCase>();
    within(cases);
    across(cases);
    diagonals(cases);
    return cases;
  }

  private static OperatorCase of(String title, String layout) {
    return OperatorCase.of("Reshape", title).x(layout).node("Shape", "x", "shape");
  }

  private static void within(List<OperatorCase> cases) {
    cases.add(
        of("chunks of steps", "b t 4").integers("c", 0, -1, 2, 4).y("x,c").grants(true, Time.NO));
    cases.add(
        of("chunks of steps as width", "b t 4")
            .integers("c", 0, -1, 8)
            .y("x,c")
            .grants(true, Time.NO));
    cases.add(
        of("chunks that are softened, and steps again", "b t 4")
            .integers("c", 0, -1, 2, 4)
            .it("x,c", "chunks")
            .node("Softmax", "chunks", "soft", number("axis", 2))
            .it("soft,shape", "back")
            .node("Add", "back,x", "y")
            .out("y")
            .grants(true, Time.NO)
            // The sum is of steps that are known and of places that are not.
            .as("b t 4"));
    cases.add(
        beside(of("chunks beside rows, and steps again", "b t 4"))
            .node("Softmax", "chunks", "soft", number("axis", 1))
            .y("soft,shape")
            .grants(true, Time.NO));
    var cell = beside(of("a cell over each chunk", "b t 4"));
    cell.weight("w", 1, 4, 4).weight("r", 1, 4, 4).integers("one", 1);
    cell.node("Transpose", "chunks", "turned", numbers("perm", 1, 0, 2));
    cell.node("RNN", "turned,w,r", "h,", number("hidden_size", 4)).node("Squeeze", "h,one", "s");
    cell.node("Transpose", "s", "each", numbers("perm", 1, 0, 2));
    cases.add(cell.y("each,shape").grants(true, Time.NO));
  }

  /** Two steps each, as many of them as rows times half the steps. */
  private static OperatorCase beside(OperatorCase one) {
    return one.node("Shape", "x", "rows", number("end", 1))
        .node("Shape", "x", "steps", number("start", 1), number("end", 2))
        .integers("two", 2)
        .integers("size", 2, 4)
        .node("Div", "steps,two", "half")
        .node("Mul", "rows,half", "all")
        .node("Concat", "all,size", "c", number("axis", 0))
        .it("x,c", "chunks");
  }

  private static void across(List<OperatorCase> cases) {
    // Two rows of six steps are three chunks of four.
    cases.add(
        of("chunks that go on in the next row", "b t 4")
            .integers("c", -1, 4, 4)
            .it("x,c", "chunks")
            .node("Softmax", "chunks", "soft", number("axis", 1))
            .y("soft,shape")
            .grants(false, Time.NO));
    cases.add(
        of("chunks of rows", "t b 4")
            .integers("c", 0, -1, 8)
            .y("x,c")
            .grants(false, Time.NO)
            .as("t b 8"));
    cases.add(
        of("rows where steps were", "b t 4")
            .node("Shape", "x", "rows", number("end", 1))
            .node("Shape", "x", "steps", number("start", 1), number("end", 2))
            .integers("width", 4)
            .node("Concat", "steps,rows,width", "c", number("axis", 0))
            .y("x,c")
            .grants(false, Time.NO)
            .as("t b 4"));
  }

  private static void diagonals(List<OperatorCase> cases) {
    cases.add(
        OperatorCase.of("EyeLike", "of a weight")
            .x("b t 4")
            .weight("w", 4, 4)
            .it("w", "e")
            .node("MatMul", "x,e", "y")
            .out("y"));
    cases.add(
        OperatorCase.of("EyeLike", "of rows")
            .x("b 4")
            .it("x", "e")
            .node("Add", "x,e", "y")
            .out("y")
            .grants(false, Time.EACH)
            .as("b 4"));
    cases.add(
        OperatorCase.of("EyeLike", "of steps")
            .x("t 4")
            .it("x", "e")
            .node("Add", "x,e", "y")
            .out("y")
            .grants(true, Time.NO)
            .as("t 4"));
  }
}
