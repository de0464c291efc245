package dev.unroll.plan.planner;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.LoadException;
import dev.unroll.core.Sequence;
import dev.unroll.core.Tensor;
import dev.unroll.onnx.SmallGraph;
import dev.unroll.plan.TensorPlan;
import dev.unroll.plan.graph.GraphHints;
import dev.unroll.plan.stage.RowMemory;
import dev.unroll.plan.stage.TensorFacts;
import dev.unroll.runtime.DeviceChoice;
import dev.unroll.runtime.OnnxRuntime;
import dev.unroll.runtime.Workspace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Graphs that take each of their inputs by name. */
class TensorPlanTest {
  @TempDir Path folder;

  @Test
  void independentRows_shareRunsWhereTheirShapesAreEqual_andGetWhatTheyGetAlone() throws Exception {
    try (var plan = plan(NamedGraphs.sum())) {
      assertEquals("whole", plan.facts().label(), () -> plan.facts().refused().toString());
      assertEquals(Integer.MAX_VALUE, plan.stages().get(0).maxRows());
      var random = new Random(3);
      var rows = new ArrayList<Sequence.Tensors>();
      for (int row = 0; row < 12; row++) {
        long steps = 1L + row % 3;
        rows.add(row(Map.of("x", floats(random, steps, 2), "z", floats(random, steps, 2))));
      }
      var together = run(plan, rows);
      for (int row = 0; row < rows.size(); row++) {
        var alone = run(plan, List.of(rows.get(row))).get(0);
        assertArrayEquals(alone, together.get(row));
        var x = values(rows.get(row), "x");
        var z = values(rows.get(row), "z");
        for (int place = 0; place < alone.length; place++) {
          assertEquals(x[place] + z[place], alone[place]);
        }
      }
    }
  }

  @Test
  void rowsThatTheGraphMixes_runAlone() throws Exception {
    try (var plan = plan(NamedGraphs.mixingRows())) {
      assertEquals("alone", plan.facts().label());
      assertEquals(1, plan.stages().get(0).maxRows());
      assertEquals(0, plan.facts().input().batchAxis());
      var row = row(Map.of("x", floats(1, 2), "z", floats(10, 20)));
      assertArrayEquals(new float[] {11, 22}, run(plan, List.of(row)).get(0));
    }
  }

  @Test
  void rowsThatAreMixedOnSomeInputOnly_shareNoRun() throws Exception {
    try (var plan = plan(NamedGraphs.trap())) {
      assertEquals("alone", plan.facts().label());
      var told = plan.facts().refused().get(1);
      assertTrue(told.startsWith("whole: "), told);
    }
  }

  @Test
  void numberWithoutAxes_keepsRowsApartThatHaveAnotherOne() throws Exception {
    try (var plan = plan(NamedGraphs.scaled())) {
      var rows = new ArrayList<Sequence.Tensors>();
      for (long by = 0; by < 6; by++) {
        rows.add(row(Map.of("x", floats(1, 2), "by", number(by % 3))));
      }
      var answers = run(plan, rows);
      for (int row = 0; row < rows.size(); row++) {
        assertArrayEquals(new float[] {row % 3, 2 * (row % 3)}, answers.get(row));
      }
    }
  }

  @Test
  void stateOfAWrittenOutCell_isKeptFromRunToRun() throws Exception {
    for (var graph : List.of(NamedGraphs.frame(), NamedGraphs.frameOfOneRow())) {
      try (var plan = plan(graph)) {
        assertEquals(
            List.of("left", "right"),
            plan.facts().inputs().stream().map(TensorFacts::name).toList());
        var live = plan.live().orElseThrow();
        var memory = live.begin(Map.of());
        boolean hasRows = plan.facts().input().batchAxis() >= 0;
        for (int frame = 1; frame < 5; frame++) {
          var left = hasRows ? floats(1, 2) : row1(1, 2);
          var right = hasRows ? floats(0, 1) : row1(0, 1);
          live.give(memory, row(Map.of("left", left, "right", right)));
          live.stage().advance(new Workspace(), List.of(memory), memory.remaining());
          memory.moveOn(memory.remaining());
          var outputs = live.outputs(memory, 0, memory.steps());
          assertArrayEquals(new float[] {2 * frame, 6 * frame}, outputs.get(0).values());
          var states = live.latestOutputs(memory);
          assertArrayEquals(new float[] {frame, 3 * frame}, states.get(0).values());
          live.endWindow(memory);
        }
      }
    }
  }

  @Test
  void stateWithFirstValues_beginsWithThem() throws Exception {
    NamedGraphs.frame().write(folder, "model.onnx");
    var hints =
        new GraphHints("", Map.of(), Map.of("state", new float[] {5, 7}), Map.of(), Map.of());
    try (var plan = (TensorPlan) planner().plan(folder, hints)) {
      var row = row(Map.of("left", floats(1, 1), "right", floats(0, 0)));
      assertArrayEquals(new float[] {12, 16}, run(plan, List.of(row)).get(0));
    }
    var wrong = new GraphHints("", Map.of(), Map.of("state", new float[] {5}), Map.of(), Map.of());
    var refusal = assertThrows(LoadException.class, () -> planner().plan(folder, wrong).close());
    assertTrue(refusal.reason().contains("has 2 values for each row"), refusal.reason());
  }

  @Test
  void outputThatIsOnlyAState_isGivenToo() throws Exception {
    var graph =
        new SmallGraph()
            .input("a", SmallGraph.FLOAT32, "batch", 2)
            .input("b", SmallGraph.FLOAT32, "batch", 2)
            .input("h", SmallGraph.FLOAT32, "batch", 2)
            .output("h_out", SmallGraph.FLOAT32, "batch", 2)
            .node("Add", "a,b", "ab")
            .node("Add", "ab,h", "h_out");
    try (var plan = plan(graph)) {
      assertEquals("h_out", plan.facts().outputs().get(0).name());
      var row = row(Map.of("a", floats(1, 2), "b", floats(3, 4)));
      assertArrayEquals(new float[] {4, 6}, run(plan, List.of(row)).get(0));
    }
  }

  @Test
  void graphWithoutInputs_isRefused() throws Exception {
    var value = SmallGraph.tensor("value", SmallGraph.integerTensor("", List.of(1L, 1L), 1));
    new SmallGraph()
        .output("y", SmallGraph.INT64, 1, 1)
        .node("Constant", "", "y", value)
        .write(folder, "model.onnx");
    var refusal = assertThrows(LoadException.class, () -> planner().plan(folder, Map.of()));
    assertTrue(refusal.reason().contains("has no inputs"), refusal.reason());
  }

  private TensorPlan plan(SmallGraph graph) throws Exception {
    graph.write(folder, "model.onnx");
    return assertInstanceOf(TensorPlan.class, planner().plan(folder, Map.of()));
  }

  private static Planner planner() throws LoadException {
    return new Planner(OnnxRuntime.open(DeviceChoice.parse("cpu")));
  }

  /** Returns each row's first output, of one slice of all rows. */
  private static List<float[]> run(TensorPlan plan, List<Sequence.Tensors> rows) throws Exception {
    var memories = new ArrayList<RowMemory>();
    for (var row : rows) {
      memories.add(plan.begin(row));
    }
    plan.stages().get(0).advance(new Workspace(), memories, 1);
    return memories.stream().map(memory -> plan.outputs(memory).get(0).values()).toList();
  }

  private static float[] values(Sequence.Tensors row, String name) {
    return ((Tensor.Floats) Objects.requireNonNull(row.byName().get(name))).values();
  }

  private static Sequence.Tensors row(Map<String, Tensor> tensors) {
    return new Sequence.Tensors(new LinkedHashMap<>(tensors), 1);
  }

  private static Tensor floats(Random random, long steps, long width) {
    var values = new float[(int) (steps * width)];
    for (int place = 0; place < values.length; place++) {
      values[place] = random.nextFloat();
    }
    return new Tensor.Floats(List.of(steps, width), values);
  }

  private static Tensor floats(float... values) {
    return new Tensor.Floats(List.of((long) values.length), values);
  }

  private static Tensor row1(float... values) {
    return new Tensor.Floats(List.of(1L, (long) values.length), values);
  }

  private static Tensor number(long value) {
    return new Tensor.Integers(List.of(), new long[] {value});
  }
}
