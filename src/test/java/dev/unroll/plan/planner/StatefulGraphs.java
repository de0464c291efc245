package dev.unroll.plan.planner;

import dev.unroll.onnx.AttributeProto;
import dev.unroll.onnx.SmallGraph;
import java.util.List;
import java.util.Random;

/**
 * Graphs that take and give a hidden state, as people export them for servers that keep sequences.
 */
public final class StatefulGraphs {
  public static final int WIDTH = 2;
  public static final int HIDDEN = 3;

  private static final int BOOL = 9;

  private StatefulGraphs() {}

  /** {@code x} and {@code h} in; {@code y} of every step and {@code h_out} out. */
  public static SmallGraph gru() {
    return with("h", "forward");
  }

  /**
   * The same, told by {@code START} that a sequence begins, when it ignores {@code h}, and by
   * {@code READY} that its answer is wanted.
   */
  public static SmallGraph controlled() {
    var graph =
        with("begun", "forward")
            .input("START", BOOL, "rows", 1L)
            .input("READY", SmallGraph.FLOAT32, "rows", 1L, 1L)
            .weight("none", List.of(1L, 1L, (long) HIDDEN), new float[HIDDEN])
            .output("kept", SmallGraph.FLOAT32, "rows", "steps", (long) HIDDEN);
    // Sorted as ONNX wants it: what makes a value comes before what takes it.
    var sorted = new SmallGraph().node("Where", "START,none,h", "begun");
    return graph.after(sorted).node("Mul", "y,READY", "kept");
  }

  /** With a node that runs both ways. */
  public static SmallGraph bidirectional() {
    return with("h", "bidirectional");
  }

  /** Its state is doubled on its way to the node. */
  public static SmallGraph doubling() {
    return with("doubled", "forward").after(new SmallGraph().node("Add", "h,h", "doubled"));
  }

  /**
   * An LSTM as people write it for Triton: rows come first in every tensor, {@code START} makes it
   * forget, and {@code READY} tells rows from what fills a batch.
   */
  public static SmallGraph triton() {
    var random = new Random(9);
    long hidden = HIDDEN;
    return new SmallGraph()
        .input("INPUT", SmallGraph.FLOAT32, "rows", "steps", (long) WIDTH)
        .input("START", SmallGraph.INT32, "rows", 1L)
        .input("READY", SmallGraph.INT32, "rows", 1L)
        .input("HIDDEN_IN", SmallGraph.FLOAT32, "rows", hidden)
        .input("CELL_IN", SmallGraph.FLOAT32, "rows", hidden)
        .weight("w", List.of(1L, 4 * hidden, (long) WIDTH), floats(random, 4 * HIDDEN * WIDTH))
        .weight("r", List.of(1L, 4 * hidden, hidden), floats(random, 4 * HIDDEN * HIDDEN))
        .weight("one", List.of(1L), 1)
        .integers("first", List.of(1L), 0)
        .integers("second", List.of(1L), 1)
        .node("Cast", "START", "start", SmallGraph.number("to", 1))
        .node("Sub", "one,start", "goes_on")
        .node("Mul", "HIDDEN_IN,goes_on", "kept_h")
        .node("Mul", "CELL_IN,goes_on", "kept_c")
        .node("Unsqueeze", "kept_h,first", "h0")
        .node("Unsqueeze", "kept_c,first", "c0")
        .node("Transpose", "INPUT", "xt", SmallGraph.numbers("perm", 1, 0, 2))
        .node("LSTM", "xt,w,r,,,h0,c0", "all,hn,cn", SmallGraph.number("hidden_size", HIDDEN))
        .node("Squeeze", "hn,first", "HIDDEN_OUT")
        .node("Squeeze", "cn,first", "CELL_OUT")
        .node("Squeeze", "all,second", "each")
        .node("Transpose", "each", "y", SmallGraph.numbers("perm", 1, 0, 2))
        .node("Cast", "READY", "ready", SmallGraph.number("to", 1))
        .node("Unsqueeze", "ready,second", "ready3")
        .node("Mul", "y,ready3", "OUTPUT")
        .output("OUTPUT", SmallGraph.FLOAT32, "rows", "steps", hidden)
        .output("HIDDEN_OUT", SmallGraph.FLOAT32, "rows", hidden)
        .output("CELL_OUT", SmallGraph.FLOAT32, "rows", hidden);
  }

  /** Where it is told that a sequence begins, its state is one that it has learned. */
  public static SmallGraph learnedStart() {
    return with("begun", "forward")
        .input("START", BOOL, "rows", 1L)
        .weight("learned", List.of(1L, 1L, (long) HIDDEN), 1, 2, 3)
        .after(new SmallGraph().node("Where", "START,learned,h", "begun"));
  }

  private static SmallGraph with(String state, String direction) {
    long directions = direction.equals("forward") ? 1 : 2;
    var random = new Random(7);
    return new SmallGraph()
        .input("x", SmallGraph.FLOAT32, "rows", "steps", (long) WIDTH)
        .input("h", SmallGraph.FLOAT32, directions, "rows", (long) HIDDEN)
        .weight(
            "w",
            List.of(directions, 3L * HIDDEN, (long) WIDTH),
            floats(random, directions * 3 * HIDDEN * WIDTH))
        .weight(
            "r",
            List.of(directions, 3L * HIDDEN, (long) HIDDEN),
            floats(random, directions * 3 * HIDDEN * HIDDEN))
        .weight("b", List.of(directions, 6L * HIDDEN), floats(random, directions * 6 * HIDDEN))
        .integers("shape", List.of(3L), 0, 0, -1)
        .node("Transpose", "x", "xt", SmallGraph.numbers("perm", 1, 0, 2))
        .node(
            "GRU",
            "xt,w,r,b,," + state,
            "all,h_out",
            SmallGraph.number("hidden_size", HIDDEN),
            SmallGraph.text("direction", direction))
        .node("Transpose", "all", "turned", SmallGraph.numbers("perm", 2, 0, 1, 3))
        .node("Reshape", "turned,shape", "y", new AttributeProto[0])
        .output("y", SmallGraph.FLOAT32, "rows", "steps", directions * HIDDEN)
        .output("h_out", SmallGraph.FLOAT32, directions, "rows", (long) HIDDEN);
  }

  private static float[] floats(Random random, long count) {
    var floats = new float[(int) count];
    for (int index = 0; index < floats.length; index++) {
      floats[index] = (float) random.nextGaussian() / 2;
    }
    return floats;
  }
}
