package dev.unroll.plan.planner;

import dev.unroll.onnx.SmallGraph;
import java.util.List;

/** Graphs whose inputs are not one sequence of steps. */
public final class NamedGraphs {
  private static final int FLOAT32 = SmallGraph.FLOAT32;
  private static final int INT64 = SmallGraph.INT64;

  private NamedGraphs() {}

  /** Adds {@code x} and {@code z}, of any shape of two axes besides that of rows. */
  public static SmallGraph sum() {
    return new SmallGraph()
        .input("x", FLOAT32, "batch", "steps", "width")
        .input("z", FLOAT32, "batch", "steps", "width")
        .output("y", FLOAT32, "batch", "steps", "width")
        .node("Add", "x,z", "y");
  }

  /** Takes the mean over the rows off: rows together get other answers than alone. */
  public static SmallGraph mixingRows() {
    return new SmallGraph()
        .input("x", FLOAT32, "batch", "steps")
        .input("z", FLOAT32, "batch", "steps")
        .output("y", FLOAT32, "batch", "steps")
        .node("ReduceMean", "x", "m", SmallGraph.numbers("axes", 0))
        .node("Add", "m,z", "y");
  }

  /** As {@link #sum}, unless any row has a value over 100, which random rows never have. */
  public static SmallGraph trap() {
    return new SmallGraph()
        .input("x", FLOAT32, "batch", "steps")
        .input("z", FLOAT32, "batch", "steps")
        .output("y", FLOAT32, "batch", "steps")
        .weight("bound", List.of(), 100)
        .node("ReduceMax", "x", "largest", SmallGraph.number("keepdims", 0))
        .node("Greater", "largest,bound", "any")
        .node("Add", "x,z", "sum")
        .node("Where", "any,x,sum", "y");
  }

  /** Multiplies {@code x} by a number without axes. */
  public static SmallGraph scaled() {
    return new SmallGraph()
        .input("x", FLOAT32, "batch", "n")
        .input("by", INT64)
        .output("y", FLOAT32, "batch", "n")
        .node("Cast", "by", "factor", SmallGraph.number("to", FLOAT32))
        .node("Mul", "x,factor", "y");
  }

  /** One frame of two numbers a run, added to a state that goes in and out; rows free. */
  public static SmallGraph frame() {
    return frame("batch");
  }

  /** As {@link #frame}, of exactly one row. */
  public static SmallGraph frameOfOneRow() {
    return frame(1);
  }

  private static SmallGraph frame(Object rows) {
    return new SmallGraph()
        .input("left", FLOAT32, rows, 2)
        .input("right", FLOAT32, rows, 2)
        .input("state", FLOAT32, rows, 2)
        .output("twice", FLOAT32, rows, 2)
        .output("state_out", FLOAT32, rows, 2)
        .node("Add", "left,right", "frame")
        .node("Add", "frame,state", "state_out")
        .node("Add", "state_out,state_out", "twice");
  }
}
