package dev.unroll.plan.planner;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.Sequence;
import dev.unroll.onnx.SmallGraph;
import dev.unroll.plan.AnswerPlan;
import dev.unroll.plan.PlanRunner;
import dev.unroll.runtime.DeviceChoice;
import dev.unroll.runtime.OnnxRuntime;
import dev.unroll.runtime.Workspace;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Graphs that pick each row's own place, or sort rows and put them back, share runs. */
class PlannerRowPlacesTest {
  private static final int INT64 = SmallGraph.INT64;

  @TempDir Path folder;

  private static float[] noise(int count) {
    var random = new Random(count);
    var values = new float[count];
    for (int place = 0; place < count; place++) {
      values[place] = (float) random.nextGaussian();
    }
    return values;
  }

  /** Ids, embedded as e; the weights of a GRU of 3 units. */
  private static SmallGraph embedded() {
    return new SmallGraph()
        .input("ids", INT64, "batch", "time")
        .weight("table", List.of(9L, 2L), noise(18))
        .weight("w", List.of(1L, 9L, 2L), noise(18))
        .weight("r", List.of(1L, 9L, 3L), noise(27))
        .integers("zero", List.of(), 0)
        .integers("one", List.of(), 1)
        .integers("minus", List.of(1L), -1)
        .integers("first", List.of(1L), 0)
        .integers("second", List.of(1L), 1)
        .node("Gather", "table,ids", "e")
        .node("Shape", "ids", "rows", SmallGraph.number("end", 1))
        .node("Squeeze", "rows,first", "count")
        .node("Range", "zero,count,one", "own");
  }

  /** How many ids of each row are none that fill it up. */
  private static SmallGraph counted(SmallGraph graph) {
    return graph
        .node("Equal", "ids,zero", "none")
        .node("Not", "none", "some")
        .node("Cast", "some", "marks", SmallGraph.number("to", INT64))
        .node("ReduceSum", "marks,second", "n", SmallGraph.number("keepdims", 0));
  }

  /** A GRU over the steps of some rows: s, with rows first, and h. */
  private static SmallGraph over(SmallGraph graph, String embedded, String lengths) {
    return graph
        .node("Transpose", embedded, "t", SmallGraph.numbers("perm", 1, 0, 2))
        .node("GRU", "t,w,r,," + lengths, "all,hidden", SmallGraph.number("hidden_size", 3))
        .node("Squeeze", "all,second", "each")
        .node("Squeeze", "hidden,first", "h")
        .node("Transpose", "each", "s", SmallGraph.numbers("perm", 1, 0, 2));
  }

  /** s[own, n - 1]. */
  private static SmallGraph atEnds(SmallGraph graph) {
    return graph
        .node("Sub", "n,one", "last")
        .node("Unsqueeze", "own,minus", "column")
        .node("Unsqueeze", "last,minus", "other")
        .node("Concat", "column,other", "places", SmallGraph.number("axis", -1))
        .node("GatherND", "s,places", "y")
        .openOutput("y", SmallGraph.FLOAT32);
  }

  private static SmallGraph packed(SmallGraph graph) {
    var sorted =
        graph
            .node("TopK", "n,rows", "k,order")
            .node("Gather", "e,order", "sorted")
            .node("Cast", "k", "lengths", SmallGraph.number("to", SmallGraph.INT32));
    return over(sorted, "sorted", "lengths")
        .node("TopK", "order,rows", "same,back", SmallGraph.number("largest", 0))
        .node("Gather", "h,back", "y")
        .openOutput("y", SmallGraph.FLOAT32);
  }

  @Test
  void placesThatRowsSay_pickedOfTheirOwn_shareRuns() throws Exception {
    assertEquals("whole", shared(atEnds(over(counted(embedded()), "e", ""))));
  }

  @Test
  void lastSteps_pickedOfTheirOwn_areCutInTime() throws Exception {
    var graph = embedded().input("lengths", SmallGraph.INT32, "batch");
    var given = graph.node("Cast", "lengths", "n", SmallGraph.number("to", INT64));
    assertEquals("causal", shared(atEnds(over(given, "e", "lengths"))));
  }

  @Test
  void packedRows_sortedByWhatTheySay_shareRuns() throws Exception {
    assertEquals("whole", shared(packed(counted(embedded()))));
  }

  @Test
  void packedRows_sortedByLengthsThatAreGiven_shareRuns() throws Exception {
    assertEquals("whole", shared(packed(embedded().input("n", INT64, "batch"))));
  }

  /**
   * The plan, where rows of one length, some of them padded, get in company what they get alone.
   */
  private String shared(SmallGraph graph) throws Exception {
    graph.write(folder, "model.onnx");
    var workspace = new Workspace();
    var planner = new Planner(OnnxRuntime.open(DeviceChoice.parse("cpu")));
    try (var plan = (AnswerPlan) planner.plan(folder, Map.of())) {
      var rows =
          List.of(
              new Sequence.Ids(new long[] {3, 1, 4, 1, 5}),
              new Sequence.Ids(new long[] {2, 7, 0, 0, 0}),
              new Sequence.Ids(new long[] {8, 2, 8, 0, 0}),
              new Sequence.Ids(new long[] {1, 1, 1, 1, 1}));
      assertTrue(plan.stages().get(0).maxRows() > 1, plan.facts().label());
      var together = PlanRunner.together(plan, workspace, rows, 2);
      for (int row = 0; row < rows.size(); row++) {
        var alone = PlanRunner.answer(plan, workspace, rows.get(row));
        var expected = alone.get(0).values();
        assertArrayEquals(expected, together.get(row).get(0).values(), 1e-5f);
      }
      return plan.facts().label();
    }
  }
}
