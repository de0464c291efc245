package dev.unroll.plan.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.unroll.onnx.SmallGraph;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExposedStatesTest {
  private static final int FLOAT32 = SmallGraph.FLOAT32;

  @Test
  void stateThatALoopCarries_isPairedWithItsLastValue() {
    var body =
        new SmallGraph()
            .input("count", SmallGraph.INT64)
            .input("going", SmallGraph.BOOL)
            .input("carried", FLOAT32)
            .output("still", SmallGraph.BOOL)
            .output("next", FLOAT32)
            .node("Identity", "going", "still")
            .node("Add", "carried,x", "next");
    var graph =
        data()
            .input("trips", SmallGraph.INT64)
            .input("first", FLOAT32, "rows", 4)
            .output("last", FLOAT32, "rows", 4)
            .node("Loop", "trips,,first", "last", SmallGraph.graph("body", body));
    assertEquals(Map.of("first", "last"), states(graph));
  }

  @Test
  void stateThatAScanCarries_isPaired_butNotWhatItScans() {
    var body =
        new SmallGraph()
            .input("carried", FLOAT32)
            .input("step", FLOAT32)
            .output("next", FLOAT32)
            .output("made", FLOAT32)
            .node("Add", "carried,step", "next")
            .node("Neg", "next", "made");
    var graph =
        data()
            .input("first", FLOAT32, 4)
            .output("last", FLOAT32, 4)
            .output("all", FLOAT32, "steps", 4)
            .node(
                "Scan",
                "first,x",
                "last,all",
                SmallGraph.graph("body", body),
                SmallGraph.number("num_scan_inputs", 1));
    assertEquals(Map.of("first", "last"), states(graph));
  }

  @Test
  void stateThatGoesThroughABranch_isFollowed() {
    var one =
        new SmallGraph()
            .output("kept", FLOAT32)
            .node("GRU", "x,w,r,,,h", "y,n")
            .node("Identity", "n", "kept");
    var other =
        new SmallGraph()
            .output("kept", FLOAT32)
            .node("GRU", "x,w2,r2,,,h", "y,n")
            .node("Identity", "n", "kept");
    var graph =
        data()
            .input("which", SmallGraph.BOOL)
            .input("h", FLOAT32, 1, "rows", 4)
            .output("after", FLOAT32, 1, "rows", 4)
            .node(
                "If",
                "which",
                "after",
                SmallGraph.graph("then_branch", one),
                SmallGraph.graph("else_branch", other));
    assertEquals(Map.of("h", "after"), states(graph));
  }

  @ParameterizedTest
  @CsvSource({
    "h, h_out",
    "hidden_in, hidden_out",
    "state, stateN",
    "h0, hn",
    "cell_state.1, new_cell_state.1",
    "c_prev, c_next"
  })
  void namesOfAWrittenOutCell_tellItsState(String input, String output) {
    assertEquals(Map.of(input, output), states(cell(input, output)));
  }

  @ParameterizedTest
  @CsvSource({
    "x_in, x_out", // No word for a state.
    "frame, frame_out",
    "h, c", // Another state.
    "h, y",
    "state.1, state.2"
  })
  void namesThatDoNotAgree_tellNothing(String input, String output) {
    assertEquals(Map.of(), states(cell(input, output)));
  }

  @Test
  void nameOfTwoOutputs_tellsNothing() {
    var graph =
        cell("h", "h_out").output("h_new", FLOAT32, "rows", 4).node("Neg", "h_out", "h_new");
    assertEquals(Map.of(), states(graph));
  }

  @Test
  void outputThatDoesNotDependOnTheState_isNotItsNextValue() {
    var graph =
        data()
            .input("h", FLOAT32, "rows", 4)
            .output("y", FLOAT32, "rows", 4)
            .output("h_out", FLOAT32, "rows", 4)
            .node("Add", "x,h", "y")
            .node("Neg", "x", "h_out");
    assertEquals(Map.of(), states(graph));
  }

  private static SmallGraph cell(String input, String output) {
    return data()
        .input(input, FLOAT32, "rows", 4)
        .output(output, FLOAT32, "rows", 4)
        .node("Add", "x," + input, "sum")
        .node("Tanh", "sum", output);
  }

  private static SmallGraph data() {
    return new SmallGraph().input("x", FLOAT32, "steps", "rows", 4);
  }

  private static Map<String, String> states(SmallGraph graph) {
    return new OnnxGraph(graph.model()).states();
  }
}
