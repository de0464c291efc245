package dev.unroll.plan.planner;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.Sequence;
import dev.unroll.onnx.SmallGraph;
import dev.unroll.plan.PlanRunner;
import dev.unroll.runtime.DeviceChoice;
import dev.unroll.runtime.OnnxRuntime;
import dev.unroll.runtime.Workspace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Graphs that look as if they could be cut in time and cannot. */
class TimeTrapsTest {
  private static final int FLOAT32 = SmallGraph.FLOAT32;
  private static final int WIDTH = 3;

  @TempDir Path folder;

  private final Random random = new Random(7);

  @Test
  void causalHead_isCut_orTheTrapsProveNothing() throws Exception {
    var graph = cell().output("y", FLOAT32, "rows", WIDTH).integers("last", List.of(), -1);
    assertLabel("causal", graph.node("Gather", "h,last", "y", SmallGraph.number("axis", 0)));
  }

  @Test
  void meanOverTime_isServedWhole() throws Exception {
    var graph = cell().output("y", FLOAT32, "rows", WIDTH);
    var axis = SmallGraph.numbers("axes", 0);
    assertWhole(graph.node("ReduceMean", "h", "y", axis, SmallGraph.number("keepdims", 0)));
  }

  @Test
  void meanOverTimeBeforeTheCell_isServedWhole() throws Exception {
    var graph = vectors().output("y", FLOAT32, "steps", "rows", WIDTH);
    graph.node("ReduceMean", "x", "mean", SmallGraph.numbers("axes", 0)).node("Sub", "x,mean", "d");
    assertWhole(gru(graph, "d", "h").node("Tanh", "h", "y"));
  }

  @Test
  void attentionOverTime_isServedWhole() throws Exception {
    var graph = cell().output("y", FLOAT32, "rows", WIDTH);
    graph.weight("query", List.of((long) WIDTH, 1L), weights(WIDTH));
    graph
        .node("MatMul", "h,query", "scores")
        .node("Softmax", "scores", "shares", SmallGraph.number("axis", 0))
        .node("Mul", "h,shares", "parts");
    graph.integers("time", List.of(1L), 0);
    assertWhole(graph.node("ReduceSum", "parts,time", "y", SmallGraph.number("keepdims", 0)));
  }

  @Test
  void convolutionOverTime_isServedWhole() throws Exception {
    var graph = cell().output("y", FLOAT32, "rows", WIDTH, "steps");
    graph.weight("kernel", List.of((long) WIDTH, (long) WIDTH, 3L), weights(WIDTH * WIDTH * 3));
    graph
        .node("Transpose", "h", "turned", SmallGraph.numbers("perm", 1, 2, 0))
        .node("Conv", "turned,kernel", "y", SmallGraph.numbers("pads", 1, 1));
    assertWhole(graph);
  }

  @Test
  void convolutionOverThePast_isServedWhole() throws Exception {
    // It needs nothing from the future, but a slice begins without its past.
    var graph = cell().output("y", FLOAT32, "rows", WIDTH, "steps");
    graph.weight("kernel", List.of((long) WIDTH, (long) WIDTH, 3L), weights(WIDTH * WIDTH * 3));
    graph
        .node("Transpose", "h", "turned", SmallGraph.numbers("perm", 1, 2, 0))
        .node("Conv", "turned,kernel", "y", SmallGraph.numbers("pads", 2, 0));
    assertWhole(graph);
  }

  @Test
  void flipOfTime_isServedWhole() throws Exception {
    // A reverse direction as Keras writes it: the steps turned round, and a node that runs forward.
    var graph = flipped(vectors(), "x", "turned");
    graph.output("y", FLOAT32, "steps", "rows", WIDTH);
    assertWhole(gru(graph, "turned", "h").node("Tanh", "h", "y"));
  }

  @Test
  void flipOfTimeAndBack_isServedWhole() throws Exception {
    var graph = flipped(vectors(), "x", "turned");
    graph.output("y", FLOAT32, "steps", "rows", WIDTH);
    assertWhole(flipped(gru(graph, "turned", "h"), "h", "y"));
  }

  @Test
  void headOnTheFirstStep_isServedWhole() throws Exception {
    var graph = cell().output("y", FLOAT32, "rows", WIDTH).integers("first", List.of(), 0);
    assertWhole(graph.node("Gather", "h,first", "y", SmallGraph.number("axis", 0)));
  }

  @Test
  void headOnTheLastStepButOne_isServedWhole() throws Exception {
    var graph = cell().output("y", FLOAT32, "rows", WIDTH);
    graph.integers("from", List.of(1L), -2).integers("to", List.of(1L), 1000);
    graph.integers("axis", List.of(1L), 0).integers("first", List.of(), 0);
    graph.node("Slice", "h,from,to,axis", "tail");
    assertWhole(graph.node("Gather", "tail,first", "y", SmallGraph.number("axis", 0)));
  }

  @Test
  void sumOverTimeSoFar_isServedWhole() throws Exception {
    var graph = cell().output("y", FLOAT32, "steps", "rows", WIDTH).integers("zero", List.of(), 0);
    assertWhole(graph.node("CumSum", "h,zero", "y"));
  }

  @Test
  void numberOfTheStep_isServedWhole() throws Exception {
    // As position encodings count: every slice would begin at 0 again.
    var graph = cell().output("y", FLOAT32, "steps", "rows", WIDTH);
    graph.integers("zero", List.of(), 0).integers("one", List.of(), 1);
    graph.integers("axes", List.of(2L), 1, 2);
    graph
        .node("Shape", "x", "shape")
        .node("Gather", "shape,zero", "steps")
        .node("Range", "zero,steps,one", "numbers")
        .node("Cast", "numbers", "floats", SmallGraph.number("to", FLOAT32))
        .node("Unsqueeze", "floats,axes", "positions");
    assertWhole(graph.node("Add", "h,positions", "y"));
  }

  @Test
  void encoderAndDecoderInOneGraph_areServedWhole() throws Exception {
    // The second cell starts with the first one's last state, which a slice does not have yet.
    var graph = vectors().output("y", FLOAT32, "steps", "rows", WIDTH);
    cellWeights(graph);
    graph
        .node("GRU", "x,w,r,b", ",last", SmallGraph.number("hidden_size", WIDTH))
        .node("GRU", "x,w,r,b,,last", "all", SmallGraph.number("hidden_size", WIDTH));
    graph.integers("directions", List.of(1L), 1);
    assertWhole(graph.node("Squeeze", "all,directions", "y"));
  }

  @Test
  void learnedFirstState_isServedWhole() throws Exception {
    assertWhole(learned("forward"));
    assertWhole(learned("reverse"));
  }

  private SmallGraph learned(String direction) {
    var graph = vectors().output("y", FLOAT32, "steps", "rows", WIDTH);
    cellWeights(graph);
    graph.weight("first", List.of(1L, 1L, (long) WIDTH), weights(WIDTH));
    graph.integers("one", List.of(1L), 1).integers("width", List.of(1L), WIDTH);
    graph
        .node("Shape", "x", "shape")
        .node("Gather", "shape,one", "rows")
        .node("Concat", "one,rows,width", "sizes", SmallGraph.number("axis", 0))
        .node("Expand", "first,sizes", "begin")
        .node(
            "GRU",
            "x,w,r,b,,begin",
            "all",
            SmallGraph.number("hidden_size", WIDTH),
            SmallGraph.text("direction", direction));
    return graph.node("Squeeze", "all,one", "y");
  }

  @Test
  void cellInsideAnIf_isServedWhole() throws Exception {
    for (var outside : List.of("x", "h")) {
      var graph = outside.equals("x") ? vectors() : cell();
      if (outside.equals("x")) {
        cellWeights(graph);
      }
      graph.output("y", FLOAT32, "steps", "rows", WIDTH);
      graph.integers("zero", List.of(), 0).integers("one", List.of(), 1);
      graph.node("Less", "zero,one", "yes");
      var then = SmallGraph.graph("then_branch", branch(outside, "then"));
      var otherwise = SmallGraph.graph("else_branch", branch(outside, "else"));
      assertWhole(graph.node("If", "yes", "y", then, otherwise));
    }
  }

  private static SmallGraph branch(String value, String prefix) {
    var all = prefix + ".all";
    var axis = prefix + ".axis";
    var graph = new SmallGraph().output(prefix, FLOAT32, "steps", "rows", WIDTH);
    graph.integers(axis, List.of(1L), 1);
    graph.node("GRU", value + ",w,r,b", all, SmallGraph.number("hidden_size", WIDTH));
    return graph.node("Squeeze", all + "," + axis, prefix);
  }

  @Test
  void cellInsideAScan_isServedWhole() throws Exception {
    var body = new SmallGraph();
    body.input("state", FLOAT32, "rows", WIDTH).input("step", FLOAT32, "rows", WIDTH);
    body.output("next", FLOAT32, "rows", WIDTH).output("out", FLOAT32, "rows", WIDTH);
    body.node("Add", "state,step", "sum").node("Tanh", "sum", "next");
    body.node("Identity", "next", "out");
    var graph = cell().output("y", FLOAT32, "steps", "rows", WIDTH).integers("at", List.of(), 0);
    graph
        .node("Gather", "x,at", "one", SmallGraph.number("axis", 0))
        .node("Sub", "one,one", "zero");
    graph.node(
        "Scan",
        "zero,h",
        "last,y",
        SmallGraph.graph("body", body),
        SmallGraph.number("num_scan_inputs", 1));
    assertWhole(graph);
  }

  private static SmallGraph vectors() {
    return new SmallGraph().input("x", FLOAT32, "steps", "rows", WIDTH);
  }

  /** A forward GRU from x to h, time-major. */
  private SmallGraph cell() {
    return gru(vectors(), "x", "h");
  }

  private SmallGraph gru(SmallGraph graph, String from, String to) {
    cellWeights(graph);
    graph.integers("directions", List.of(1L), 1);
    graph.node("GRU", from + ",w,r,b", "all", SmallGraph.number("hidden_size", WIDTH));
    return graph.node("Squeeze", "all,directions", to);
  }

  private void cellWeights(SmallGraph graph) {
    long width = WIDTH;
    graph.weight("w", List.of(1L, 3 * width, width), weights(3 * WIDTH * WIDTH));
    graph.weight("r", List.of(1L, 3 * width, width), weights(3 * WIDTH * WIDTH));
    graph.weight("b", List.of(1L, 6 * width), weights(6 * WIDTH));
  }

  private static SmallGraph flipped(SmallGraph graph, String from, String to) {
    var name = from + ".";
    graph.integers(name + "first", List.of(1L), -1);
    graph.integers(name + "last", List.of(1L), Long.MIN_VALUE);
    graph.integers(name + "axis", List.of(1L), 0).integers(name + "by", List.of(1L), -1);
    var bounds = List.of("first", "last", "axis", "by");
    var inputs = bounds.stream().map(bound -> "," + name + bound).toList();
    return graph.node("Slice", from + String.join("", inputs), to);
  }

  private float[] weights(int count) {
    var values = new float[count];
    for (int index = 0; index < count; index++) {
      values[index] = (float) (0.5 * random.nextGaussian());
    }
    return values;
  }

  private void assertWhole(SmallGraph graph) throws Exception {
    assertLabel("whole", graph);
  }

  private void assertLabel(String label, SmallGraph graph) throws Exception {
    graph.write(folder, "model.onnx");
    var runtime = OnnxRuntime.open(DeviceChoice.parse("cpu"));
    try (var plan = new Planner(runtime).plan(folder, Map.of())) {
      assertEquals(label, plan.facts().label());
      assertTrue(plan.facts().proof().holds());
      var inputs = new ArrayList<Sequence>();
      for (int row = 0; row < 4; row++) {
        inputs.add(new Sequence.Vectors(weights(6 * WIDTH), WIDTH));
      }
      var workspace = new Workspace();
      var together = PlanRunner.together(plan, workspace, inputs, 2);
      for (int row = 0; row < inputs.size(); row++) {
        var alone = PlanRunner.answer(plan, workspace, inputs.get(row)).get(0).values();
        assertArrayEquals(alone, together.get(row).get(0).values(), 1e-5f);
      }
    }
  }
}
