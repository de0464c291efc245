package dev.unroll.plan.graph.rewrite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.Sequence;
import dev.unroll.onnx.AttributeProto;
import dev.unroll.onnx.SmallGraph;
import dev.unroll.plan.planner.Planner;
import dev.unroll.runtime.DeviceChoice;
import dev.unroll.runtime.ElementType;
import dev.unroll.runtime.GraphException;
import dev.unroll.runtime.GraphSession;
import dev.unroll.runtime.OnnxRuntime;
import dev.unroll.runtime.Workspace;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Without the guards these end the JVM, as they would have ended the server. */
class EmptyGuardsTest {
  private static final int FLOAT32 = SmallGraph.FLOAT32;
  private static final int WIDTH = 2;
  private static final int STEPS = 1;
  private static final int ROWS = 0;

  @TempDir Path folder;

  private static Stream<Arguments> fatalOperators() {
    return Stream.of(
        Arguments.of("GRU", STEPS, recurrent("GRU", 3)),
        Arguments.of("GRU", ROWS, recurrent("GRU", 3)),
        Arguments.of("LSTM", ROWS, recurrent("LSTM", 4)),
        Arguments.of("TopK", ROWS, best()),
        Arguments.of("Einsum", ROWS, gram()),
        Arguments.of("LpNormalization", STEPS, normalised()),
        Arguments.of("InstanceNormalization", STEPS, instance()),
        Arguments.of("ConvTranspose", STEPS, transposed()),
        Arguments.of("Unique", STEPS, new SmallGraph().node("Unique", "c", "y", ofAxis(0))),
        Arguments.of("DFT", STEPS, new SmallGraph().node("DFT", "c", "y", ofAxis(1))));
  }

  /** Whose input is cut to as many steps or rows as its first number says. */
  private static SmallGraph cut(int axis) {
    return new SmallGraph()
        .input("x", FLOAT32, "rows", "steps", WIDTH)
        .output("y", FLOAT32, "", "", "")
        .integers("zero", List.of(1L), 0)
        .integers("all", List.of(1L), -1)
        .integers("axis", List.of(1L), axis)
        .node("Reshape", "x,all", "flat")
        .node("Gather", "flat,zero", "first")
        .node("Cast", "first", "count", SmallGraph.number("to", SmallGraph.INT64))
        .node("Slice", "x,zero,count,axis", "c")
        .node("Transpose", "c", "turned", SmallGraph.numbers("perm", 1, 0, 2))
        .node("Transpose", "c", "places", SmallGraph.numbers("perm", 0, 2, 1));
  }

  private static SmallGraph recurrent(String operator, int gates) {
    var weights = new float[gates * WIDTH * WIDTH];
    Arrays.fill(weights, .25f);
    var sizes = List.of(1L, (long) gates * WIDTH, (long) WIDTH);
    return new SmallGraph()
        .weight("w", sizes, weights)
        .weight("r", sizes, weights)
        .node(operator, "turned,w,r", ",y", SmallGraph.number("hidden_size", WIDTH));
  }

  private static SmallGraph best() {
    var graph = new SmallGraph().integers("k", List.of(1L), 1);
    return graph.node("TopK", "c,k", "y,at", SmallGraph.number("axis", 1));
  }

  private static SmallGraph gram() {
    return new SmallGraph().node("Einsum", "c,c", "y", SmallGraph.text("equation", "bth,bsh->bts"));
  }

  private static SmallGraph normalised() {
    return new SmallGraph().node("LpNormalization", "c", "y", SmallGraph.number("axis", 1));
  }

  private static SmallGraph instance() {
    return new SmallGraph()
        .weight("one", List.of(2L), 1, 1)
        .weight("nil", List.of(2L), 0, 0)
        .node("InstanceNormalization", "places,one,nil", "y");
  }

  private static AttributeProto ofAxis(int axis) {
    return SmallGraph.number("axis", axis);
  }

  private static SmallGraph transposed() {
    return new SmallGraph()
        .weight("w", List.of(2L, 2L, 1L), 1, 0, 0, 1)
        .node("ConvTranspose", "places,w", "y");
  }

  @ParameterizedTest
  @MethodSource("fatalOperators")
  void emptyTensor_failsByTheOperatorsName(String operator, int axis, SmallGraph body)
      throws Exception {
    try (var session = session(together(cut(axis), body))) {
      run(session, 1);
      var failure = assertThrows(GraphException.class, () -> run(session, 0));
      var reason = String.valueOf(failure.getMessage());
      assertTrue(reason.contains(operator + " gets an empty tensor"), reason);
    }
  }

  @Test
  void rowThatLeavesNothing_isTheInputsFault() throws Exception {
    together(cut(STEPS), recurrent("GRU", 3)).write(folder, "model.onnx");
    var planner = new Planner(OnnxRuntime.open(DeviceChoice.parse("cpu")));
    try (var plan = planner.plan(folder, Map.of())) {
      var memory = plan.begin(new Sequence.Vectors(new float[6], WIDTH));
      var failure =
          assertThrows(
              GraphException.class,
              () -> plan.stages().get(0).advance(new Workspace(), List.of(memory), 3));
      assertTrue(failure.isOfInput());
      assertEquals(
          "'x' of 3 steps leaves GRU nothing to run over; allowed is input that the graph does not"
              + " cut down to nothing",
          failure.getMessage());
    }
  }

  @Test
  void lstmOfNoSteps_leavesItsFirstStates() throws Exception {
    try (var session = session(together(cut(STEPS), recurrent("LSTM", 4)))) {
      assertEquals(0, run(session, 0));
    }
  }

  @Test
  void uniqueOfNoElements_isNothing() {
    var graph = together(cut(STEPS), new SmallGraph().node("Unique", "c", "y"));
    assertTrue(EmptyGuards.of(graph.model()).isEmpty());
  }

  @Test
  void nodeInsideABranch_isGuarded() throws Exception {
    var yes = recurrent("GRU", 3).openOutput("y", FLOAT32);
    var no = new SmallGraph().openOutput("z", FLOAT32).node("Identity", "c", "z");
    var graph =
        cut(STEPS)
            .bytes("true", SmallGraph.BOOL, List.of(1L), (byte) 1)
            .node(
                "If",
                "true",
                "y",
                SmallGraph.graph("then_branch", yes),
                SmallGraph.graph("else_branch", no));
    try (var session = session(graph)) {
      run(session, 1);
      assertThrows(GraphException.class, () -> run(session, 0));
    }
  }

  @Test
  void graphThatIsNeverEmpty_isLeftAsItIs() {
    var graph =
        new SmallGraph()
            .input("x", FLOAT32, "rows", "steps", WIDTH)
            .openOutput("y", FLOAT32)
            .node("Tanh", "x", "c")
            .node("Transpose", "c", "turned", SmallGraph.numbers("perm", 1, 0, 2));
    var model = together(graph, recurrent("GRU", 3)).model();
    assertTrue(EmptyGuards.of(model).isEmpty());
  }

  @Test
  void graphThatHalvesItsSteps_isPlannedFromTwoStepsOn() throws Exception {
    // Two steps become one of both; of one step nothing is left.
    var graph =
        new SmallGraph()
            .input("x", FLOAT32, "rows", "steps", WIDTH)
            .output("y", FLOAT32, "", "", "")
            .integers("pairs", List.of(3L), 0, -1, 2L * WIDTH)
            .integers("one", List.of(1L), 1)
            .integers("two", List.of(1L), 2)
            .integers("zero", List.of(1L), 0)
            .node("Shape", "x", "shape")
            .node("Gather", "shape,one", "steps")
            .node("Div", "steps,two", "half")
            .node("Mul", "half,two", "even")
            .node("Slice", "x,zero,even,one", "cut")
            .node("Reshape", "cut,pairs", "c")
            .node("Transpose", "c", "turned", SmallGraph.numbers("perm", 1, 0, 2));
    var weights = new float[3 * WIDTH * 2 * WIDTH];
    Arrays.fill(weights, .25f);
    graph.weight("w", List.of(1L, 3L * WIDTH, 2L * WIDTH), weights);
    graph.weight("r", List.of(1L, 3L * WIDTH, (long) WIDTH), Arrays.copyOf(weights, 12));
    graph.node("GRU", "turned,w,r", ",y", SmallGraph.number("hidden_size", WIDTH));
    graph.write(folder, "model.onnx");
    try (var plan = new Planner(runtime()).plan(folder, Map.of())) {
      assertEquals(2, plan.facts().minSteps());
    }
  }

  private static SmallGraph together(SmallGraph first, SmallGraph then) {
    return first.with(then);
  }

  private static OnnxRuntime runtime() throws Exception {
    return OnnxRuntime.open(DeviceChoice.parse("cpu"));
  }

  private GraphSession session(SmallGraph graph) throws Exception {
    return runtime()
        .load("model.onnx", EmptyGuards.of(graph.model()).orElseThrow().toByteArray(), folder);
  }

  /** Runs it on one row of one step; returns the sum of the answer. */
  private static double run(GraphSession session, float first) throws GraphException {
    var workspace = new Workspace();
    var input = workspace.input(0, ElementType.FLOAT32, 1, 1, WIDTH);
    input.floats().put(0, first).put(1, 1);
    var sizes = session.outputs().stream().map(port -> new long[port.rank()]).toList();
    var answer = session.run(workspace, List.of(input), sizes).get(0).floats();
    double sum = 0;
    for (int index = 0; index < answer.limit(); index++) {
      sum += answer.get(index);
    }
    return sum;
  }
}
