package dev.unroll.onnx;

import java.util.List;

/** Graphs that loop as often as their input says, or for ever. */
public final class Loops {
  private static final int FLOAT32 = SmallGraph.FLOAT32;
  private static final int INT64 = SmallGraph.INT64;
  private static final int BOOL = SmallGraph.BOOL;

  private Loops() {}

  /** Counts up to the largest id, one by one: {@code [rows, steps]} to {@code [rows, 1]}. */
  public static SmallGraph counting() {
    var trips =
        new SmallGraph().node("ReduceMax", "ids", "trips", SmallGraph.number("keepdims", 0));
    return looping().after(trips);
  }

  /** Counts up to so many for each step, so that it takes time for its steps: it cannot be cut. */
  public static SmallGraph perStep(long count) {
    var trips =
        new SmallGraph()
            .node("Shape", "ids", "steps", SmallGraph.number("start", 1))
            .node("Mul", "steps,each", "trip_list")
            .node("ReduceSum", "trip_list", "trips", SmallGraph.number("keepdims", 0));
    return looping().integers("each", List.of(1L), count).after(trips);
  }

  /** Never answers. */
  public static SmallGraph endless() {
    return looping().integers("trips", List.of(), Long.MAX_VALUE);
  }

  /**
   * Answers zeros at once, but takes long to load: ONNX Runtime computes a chain of products while
   * it optimises the graph, and cannot be interrupted.
   */
  public static SmallGraph slowToLoad(int products) {
    var graph =
        new SmallGraph()
            .input("ids", INT64, "rows", "steps")
            .output("y", FLOAT32, "rows", 1)
            .integers("square", List.of(2L), 1024, 1024)
            .integers("corner", List.of(1L), 0)
            .integers("one_column", List.of(1L), 1)
            .node("ConstantOfShape", "square", "zeros")
            .node("MatMul", "zeros,zeros", "product0");
    for (int product = 1; product < products; product++) {
      graph.node("MatMul", "product" + (product - 1) + ",zeros", "product" + product);
    }
    return graph
        .node("ReduceMax", "product" + (products - 1), "zero", SmallGraph.number("keepdims", 0))
        .node("Shape", "ids", "rows", SmallGraph.number("start", 0), SmallGraph.number("end", 1))
        .node("Concat", "rows,one_column", "sizes", SmallGraph.number("axis", 0))
        .node("Expand", "zero,sizes", "y");
  }

  private static SmallGraph looping() {
    return new SmallGraph()
        .input("ids", INT64, "rows", "steps")
        .output("count", FLOAT32, "rows", 1)
        .bytes("yes", BOOL, List.of(), (byte) 1)
        .weight("zero", List.of(), 0)
        .integers("one_column", List.of(1L), 1)
        .node("Shape", "ids", "rows", SmallGraph.number("start", 0), SmallGraph.number("end", 1))
        .node("Concat", "rows,one_column", "sizes", SmallGraph.number("axis", 0))
        .node("Loop", "trips,yes,zero", "counted", SmallGraph.graph("body", body()))
        .node("Expand", "counted,sizes", "count");
  }

  private static SmallGraph body() {
    return new SmallGraph()
        .input("trip", INT64)
        .input("on", BOOL)
        .input("sum", FLOAT32)
        .output("goes_on", BOOL)
        .output("more", FLOAT32)
        .weight("one", List.of(), 1)
        .node("Identity", "on", "goes_on")
        .node("Add", "sum,one", "more");
  }
}
