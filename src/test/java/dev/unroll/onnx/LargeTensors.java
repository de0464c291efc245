package dev.unroll.onnx;

import java.util.List;

/** Graphs that take as much memory as their input says. */
public final class LargeTensors {
  private static final int FLOAT32 = SmallGraph.FLOAT32;
  private static final int INT64 = SmallGraph.INT64;

  private LargeTensors() {}

  /** Makes as many pieces of so many bytes as the largest id says, and answers their sum, 0. */
  public static SmallGraph pieces(int bytes) {
    var body =
        new SmallGraph()
            .input("trip", INT64)
            .input("on", SmallGraph.BOOL)
            .output("goes_on", SmallGraph.BOOL)
            .output("piece", FLOAT32)
            .integers("size", List.of(1L), bytes / Float.BYTES)
            .node("Identity", "on", "goes_on")
            .node("ConstantOfShape", "size", "piece");
    return new SmallGraph()
        .input("ids", INT64, "rows", "steps")
        .output("y", FLOAT32, "rows", 1)
        .bytes("yes", SmallGraph.BOOL, List.of(), (byte) 1)
        .integers("one_column", List.of(1L), 1)
        .node("ReduceMax", "ids", "trips", SmallGraph.number("keepdims", 0))
        .node("Loop", "trips,yes", "pieces", SmallGraph.graph("body", body))
        .node("ReduceSum", "pieces", "sum", SmallGraph.number("keepdims", 0))
        .node("Shape", "ids", "rows", SmallGraph.number("start", 0), SmallGraph.number("end", 1))
        .node("Concat", "rows,one_column", "sizes", SmallGraph.number("axis", 0))
        .node("Expand", "sum,sizes", "y");
  }

  /** Answers each step with so many numbers, less their mean over the steps: it cannot be cut. */
  public static SmallGraph wide(int width) {
    return new SmallGraph()
        .input("ids", INT64, "rows", "steps")
        .output("y", FLOAT32, "rows", "steps", width)
        .weight("embedding", List.of(16L, (long) width), new float[16 * width])
        .node("Gather", "embedding,ids", "embedded")
        .node("ReduceMean", "embedded", "mean", SmallGraph.numbers("axes", 1))
        .node("Sub", "embedded,mean", "y");
  }

  /** Multiplies two square matrices, as large as the largest id says, in one node. */
  public static SmallGraph products() {
    return new SmallGraph()
        .input("ids", INT64, "rows", "steps")
        .output("y", FLOAT32, "rows", 1)
        .integers("one", List.of(1L), 1)
        .node("ReduceMax", "ids", "most", SmallGraph.number("keepdims", 0))
        .node("Reshape", "most,one", "size")
        .node("Concat", "size,size", "square", SmallGraph.number("axis", 0))
        .node("ConstantOfShape", "square", "zeros")
        .node("MatMul", "zeros,zeros", "product")
        .node("ReduceMax", "product", "zero", SmallGraph.number("keepdims", 0))
        .node("Shape", "ids", "rows", SmallGraph.number("start", 0), SmallGraph.number("end", 1))
        .node("Concat", "rows,one", "sizes", SmallGraph.number("axis", 0))
        .node("Expand", "zero,sizes", "y");
  }
}
