package dev.unroll.plan.planner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.unroll.onnx.SmallGraph;
import dev.unroll.plan.independence.GraphAnalysis;
import dev.unroll.plan.independence.InputFacts;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * What belongs to all rows, or to all steps, comes into a row by another input than the one that an
 * operator is about, or by a size, or by numbers that were followed wrongly. With ordinary content
 * it does nothing, so that no run shows it: only the argument from the graph is asked.
 */
class SideInputsTest {
  private static final int FLOAT32 = SmallGraph.FLOAT32;
  private static final int WIDTH = 6;

  @Test
  void plainGraph_isGranted_orTheOthersProveNothing() {
    var graph = vectors().node("Tanh", "x", "y");
    assertEquals("", rowsObstacle(graph));
    graph = vectors().node("Flatten", "x", "flat", SmallGraph.number("axis", -1));
    assertEquals(
        "", rowsObstacle(graph.node("Shape", "x", "sizes").node("Reshape", "flat,sizes", "y")));
  }

  @Test
  void flattenFromTheEnd_putsAllRowsOnOneAxis() {
    var graph = vectors().node("Flatten", "x", "flat", SmallGraph.number("axis", -3));
    graph.node("ReduceMax", "flat", "all", SmallGraph.numbers("axes", 1));
    assertRefused(graph.node("Add", "x,all", "y"));
  }

  @Test
  void padding_isTheLargestOfAllRows() {
    var graph = largest().integers("pads", List.of(6L), 0, 0, 0, 0, 0, 1);
    assertRefused(graph.node("Pad", "x,pads,all", "y"));
  }

  @Test
  void scaleOfANormalisation_isTheLargestOfAllRows() {
    var graph = vectors().weight("bias", List.of((long) WIDTH), new float[WIDTH]);
    graph.node(
        "ReduceMax",
        "x",
        "scale",
        SmallGraph.numbers("axes", 0, 1),
        SmallGraph.number("keepdims", 0));
    graph.node("Transpose", "x", "turned", SmallGraph.numbers("perm", 0, 2, 1));
    assertRefused(graph.node("InstanceNormalization", "turned,scale,bias", "y"));
  }

  @Test
  void diagonalOfATriangle_isSaidByAllRows() {
    var graph = largest().node("Cast", "all", "diagonal", SmallGraph.number("to", 7));
    graph.integers("sizes", List.of(4L), 0, 0, 2, 3).node("Reshape", "x,sizes", "squares");
    assertRefused(graph.node("Trilu", "squares,diagonal", "y"));
  }

  @Test
  void sizeOfASection_isSaidByAllRows() {
    var graph = largest().node("Cast", "all", "whole", SmallGraph.number("to", 7));
    graph.integers("zero", List.of(1L), 0).integers("two", List.of(1L), 2);
    graph.node("Unsqueeze", "whole,zero", "end").node("Slice", "x,zero,end,two", "section");
    graph
        .node("Size", "section", "size")
        .node("Cast", "size", "number", SmallGraph.number("to", 1));
    assertRefused(graph.node("Add", "x,number", "y"));
  }

  @Test
  void sizeOfASplit_isSaidByAllRows() {
    var graph = largest().node("Cast", "all", "whole", SmallGraph.number("to", 7));
    graph.integers("zero", List.of(1L), 0).integers("width", List.of(1L), WIDTH);
    graph.node("Unsqueeze", "whole,zero", "one").node("Sub", "width,one", "rest");
    graph.node("Concat", "one,rest", "sizes", SmallGraph.number("axis", 0));
    graph.node("Split", "x,sizes", "first,second", SmallGraph.number("axis", 2));
    graph.node("Shape", "first", "size").node("Cast", "size", "number", SmallGraph.number("to", 1));
    graph.node("ReduceMax", "number", "most", SmallGraph.number("keepdims", 0));
    assertRefused(graph.node("Add", "x,most", "y"));
  }

  @Test
  void resizedAxis_isNotTheFirst() {
    var graph = vectors().node("Shape", "x", "rows", SmallGraph.number("end", 1));
    graph.node("Resize", "x,,,rows", "all", SmallGraph.numbers("axes", 1));
    graph.node("ReduceMax", "all", "most", SmallGraph.numbers("axes", 1));
    assertRefused(graph.node("Add", "x,most", "y"));
  }

  @Test
  void axis_isComputedFromTheNumberOfRows() {
    var graph = vectors().node("Shape", "x", "rows", SmallGraph.number("end", 1));
    graph.integers("ten", List.of(1L), 10).node("Div", "rows,ten", "axis");
    assertRefused(graph.node("CumSum", "x,axis", "y"));
    graph = vectors().node("Shape", "x", "rows", SmallGraph.number("end", 1));
    graph.integers("ten", List.of(1L), 10).node("Div", "rows,ten", "axis");
    graph.node("ReduceMax", "x,axis", "most");
    assertRefused(graph.node("Add", "x,most", "y"));
  }

  @Test
  void columnLessARow_isNotZeroEverywhere() {
    var graph = vectors().node("Shape", "x", "rows", SmallGraph.number("end", 1));
    graph.integers("zero", List.of(1L), 0).integers("tall", List.of(2L), 2, 1);
    graph.node("Concat", "rows,zero", "both", SmallGraph.number("axis", 0));
    graph.node("Reshape", "both,tall", "column").node("Sub", "column,both", "differences");
    graph.node("Cast", "differences", "floats", SmallGraph.number("to", 1));
    graph.node("ReduceMax", "floats", "most", SmallGraph.number("keepdims", 0));
    assertRefused(graph.node("Add", "x,most", "y"));
  }

  @Test
  void productOfOneRowOfSizes_isNotTheirProduct() {
    var graph = vectors().node("Shape", "x", "sizes", SmallGraph.number("end", 2));
    graph.integers("flat", List.of(2L), 1, 2).node("Reshape", "sizes,flat", "row");
    graph.node("ReduceProd", "sizes", "product", SmallGraph.number("keepdims", 0));
    graph.node("ReduceProd", "row", "same", SmallGraph.numbers("axes", 0));
    graph.node("Sub", "product,same", "differences");
    graph.node("Cast", "differences", "floats", SmallGraph.number("to", 1));
    graph.node("ReduceMax", "floats", "most", SmallGraph.number("keepdims", 0));
    assertRefused(graph.node("Add", "x,most", "y"));
  }

  @Test
  void firstStates_lieInAnotherOrderThanTheRows() {
    var graph = cell(1, WIDTH);
    graph.integers("flat", List.of(3L), WIDTH, -1, 1).integers("states", List.of(3L), 1, -1, WIDTH);
    graph.node("Transpose", "x", "turned", SmallGraph.numbers("perm", 2, 0, 1));
    graph.node("Reshape", "turned,flat", "over");
    graph.node("Transpose", "x", "otherwise", SmallGraph.numbers("perm", 1, 0, 2));
    graph.node("Reshape", "otherwise,states", "begin");
    graph.node("GRU", "over,w,r,,,begin", ",last", SmallGraph.number("hidden_size", WIDTH));
    graph.node("Shape", "x", "sizes");
    assertRefused(graph.node("Reshape", "last,sizes", "y"));
  }

  @Test
  void biasOfACell_tellsTheNumberOfSteps() {
    var graph = cell(WIDTH, WIDTH).weight("bias", List.of(1L, 6L * WIDTH), new float[6 * WIDTH]);
    graph.node("Shape", "x", "size", SmallGraph.number("start", 1), SmallGraph.number("end", 2));
    graph.node("Cast", "size", "steps", SmallGraph.number("to", 1)).node("Add", "bias,steps", "b");
    graph.node("Transpose", "x", "turned", SmallGraph.numbers("perm", 1, 0, 2));
    graph.node("GRU", "turned,w,r,b,,first", "all", SmallGraph.number("hidden_size", WIDTH));
    assertNotEquals("", stepsObstacle(graph.node("Transpose", "all", "y")));
    assertEquals("a GRU has weights that are computed from the input", stepsObstacle(graph));
  }

  @Test
  void sizesOfTwoKindsOfWindows_areNotTheSame() {
    var graph =
        vectors()
            .node("Shape", "x", "size", SmallGraph.number("start", 1), SmallGraph.number("end", 2));
    graph.weight("window", List.of(1L, (long) WIDTH, 1L), new float[WIDTH]);
    graph.integers("many", List.of(1L), 64).node("Div", "size,many", "rounded");
    graph.node("Transpose", "x", "turned", SmallGraph.numbers("perm", 0, 2, 1));
    graph.node("Conv", "turned,window", "windows", SmallGraph.numbers("strides", 64));
    graph.node("Shape", "windows", "number", SmallGraph.number("start", 2));
    graph
        .node("Sub", "number,rounded", "odd")
        .node("Cast", "odd", "float", SmallGraph.number("to", 1));
    assertNotEquals("", stepsObstacle(graph.node("Add", "x,float", "y")));
  }

  private static SmallGraph vectors() {
    return new SmallGraph()
        .input("x", FLOAT32, "rows", "steps", WIDTH)
        .output("y", FLOAT32, "rows", "steps", WIDTH);
  }

  /** The largest number of all rows, were it large enough. */
  private static SmallGraph largest() {
    var graph = vectors().weight("ordinary", List.of(), 50);
    graph.node("ReduceMax", "x", "most", SmallGraph.number("keepdims", 0));
    return graph.node("Sub", "most,ordinary", "more").node("Relu", "more", "all");
  }

  private static SmallGraph cell(int width, int hidden) {
    return vectors()
        .input("first", FLOAT32, 1, "rows", hidden)
        .weight("w", List.of(1L, 3L * hidden, (long) width), new float[3 * hidden * width])
        .weight("r", List.of(1L, 3L * hidden, (long) hidden), new float[3 * hidden * hidden]);
  }

  private static GraphAnalysis analysis(SmallGraph graph) {
    return GraphAnalysis.of(
        graph.model(),
        Map.of(
            "x", new InputFacts(0, 1, InputFacts.Role.DATA),
            "first", new InputFacts(1, -1, InputFacts.Role.STATE)),
        false);
  }

  private static String rowsObstacle(SmallGraph graph) {
    return analysis(graph).output("y").rowsObstacle();
  }

  private static String stepsObstacle(SmallGraph graph) {
    return analysis(graph).output("y").stepsObstacle();
  }

  private static void assertRefused(SmallGraph graph) {
    assertNotEquals("", rowsObstacle(graph));
  }
}
