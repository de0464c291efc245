package dev.unroll.plan.planner;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.LoadException;
import dev.unroll.core.Sequence;
import dev.unroll.onnx.SmallGraph;
import dev.unroll.plan.WholePlan;
import dev.unroll.runtime.DeviceChoice;
import dev.unroll.runtime.OnnxRuntime;
import dev.unroll.runtime.Workspace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Graphs that no exporter makes every day: served right, or refused by name. */
class PlannerOddGraphsTest {
  private static final int FLOAT32 = SmallGraph.FLOAT32;

  @TempDir Path folder;

  @Test
  void sumOverTime_isOneAnswerARow() throws Exception {
    var graph = vectors("rows", "steps", 2).output("y", FLOAT32, "rows", 2);
    graph.integers("axis", List.of(1L), 1);
    graph.node("ReduceSum", "x,axis", "y", SmallGraph.number("keepdims", 0));
    try (var plan = whole(graph)) {
      assertEquals(0, plan.facts().input().batchAxis());
      assertEquals(1, plan.facts().input().timeAxis());
      assertArrayEquals(new float[] {4, 6}, answer(plan, 1, 2, 3, 4));
    }
  }

  @Test
  void sumOverTheFirstAxis_isATimeMajorGraph() throws Exception {
    // Taken as batch-first, it adds the rows of a batch to each other.
    var graph = vectors("steps", "rows", 2).output("y", FLOAT32, "rows", 2);
    graph.integers("axis", List.of(1L), 0);
    graph.node("ReduceSum", "x,axis", "y", SmallGraph.number("keepdims", 0));
    try (var plan = whole(graph)) {
      assertEquals(1, plan.facts().input().batchAxis());
      assertEquals(0, plan.facts().input().timeAxis());
      assertArrayEquals(new float[] {4, 6}, answer(plan, 1, 2, 3, 4));
    }
  }

  @Test
  void answerThatNeverChanges_isReadInTheOrderThatCanBeCut() throws Exception {
    // Clipped whatever comes in: batch-first, which is tried first, gives the same.
    var graph = vectors("steps", "rows", 2).output("y", FLOAT32, "steps", "rows", 2);
    graph.weight("w", List.of(1L, 2L, 2L), .1f, -.1f, .1f, .1f);
    graph.weight("r", List.of(1L, 2L, 2L), .1f, .1f, -.1f, .1f);
    graph.weight("b", List.of(1L, 4L), 5, -5, 0, 0).integers("directions", List.of(1L), 1);
    graph.node(
        "RNN",
        "x,w,r,b",
        "all",
        SmallGraph.number("hidden_size", 2),
        SmallGraph.text("direction", "reverse"),
        SmallGraph.fraction("clip", 0.5f));
    graph.node("Squeeze", "all,directions", "y").write(folder, "model.onnx");
    try (var plan = planner().plan(folder, Map.of())) {
      assertEquals("staged", plan.facts().label(), () -> "" + plan.facts().refused());
      assertEquals(1, plan.facts().input().batchAxis());
      assertEquals(0, plan.facts().input().timeAxis());
    }
  }

  @Test
  void graphThatMixesRowsEitherWay_isRunOneRowAtATime() throws Exception {
    var graph = vectors("a", "b", 2).output("y", FLOAT32, "a", "b", 2);
    graph.integers("axes", List.of(2L), 0, 1);
    graph
        .node("ReduceMean", "x", "mean", SmallGraph.numbers("axes", 0, 1))
        .node("Add", "x,mean", "y");
    try (var plan = whole(graph)) {
      assertEquals("alone", plan.facts().label());
      assertEquals(1, plan.stages().get(0).maxRows());
      assertEquals(
          "whole: a ReduceMean computes over all rows of a run", plan.facts().refused().get(1));
      assertArrayEquals(new float[] {3, 5, 5, 7}, answer(plan, 1, 2, 3, 4));
    }
  }

  @Test
  void graphThatMixesItsRows_isNotTurnedSoThatItDoesNot() throws Exception {
    // Steps stay apart here, but they are no rows: the graph says which axis those are.
    var graph = vectors("n", "t", 2).output("y", FLOAT32, "n", "t", 2);
    graph.node("ReduceMean", "x", "mean", SmallGraph.numbers("axes", 0)).node("Add", "x,mean", "y");
    try (var plan = whole(graph)) {
      assertEquals("alone", plan.facts().label());
      assertEquals(0, plan.facts().input().batchAxis());
      assertArrayEquals(new float[] {2, 4, 6, 8}, answer(plan, 1, 2, 3, 4));
    }
  }

  @Test
  void answerOfOneRowWhateverGoesIn_keepsItsAxisOfRows() throws Exception {
    var graph = vectors("rows", "steps", 2).output("y", FLOAT32, 1, 2);
    graph.integers("one", List.of(3L), 1, -1, 2).integers("axis", List.of(1L), 1);
    graph
        .node("Reshape", "x,one", "row")
        .node("ReduceSum", "row,axis", "y", SmallGraph.number("keepdims", 0));
    try (var plan = whole(graph)) {
      assertEquals("alone", plan.facts().label());
      assertEquals(0, plan.facts().outputs().get(0).batchAxis());
    }
  }

  @Test
  void rowsAndStepsOnOneAxis_areSaidToBe() throws Exception {
    var graph = vectors("rows", "steps", 2).openOutput("y", FLOAT32);
    graph.integers("flat", List.of(2L), -1, 2).node("Reshape", "x,flat", "y");
    try (var plan = whole(graph)) {
      assertEquals("alone", plan.facts().label());
      assertEquals(
          "whole: when it is run: output 'y' has its rows and its steps on one axis, axis 0",
          plan.facts().refused().get(1));
      assertArrayEquals(new float[] {1, 2, 3, 4}, answer(plan, 1, 2, 3, 4));
    }
  }

  @Test
  void rowsThatAreCounted_areSaidToBe() throws Exception {
    var graph = vectors("rows", "steps", 2).output("y", FLOAT32, "rows", "steps", 2);
    graph.integers("zero", List.of(), 0).integers("one", List.of(), 1);
    graph.integers("axes", List.of(2L), 1, 2);
    graph
        .node("Shape", "x", "shape")
        .node("Gather", "shape,zero", "count")
        .node("Range", "zero,count,one", "places")
        .node("Cast", "places", "f", SmallGraph.number("to", FLOAT32))
        .node("Unsqueeze", "f,axes", "u")
        .node("Add", "x,u", "y");
    try (var plan = whole(graph)) {
      assertEquals("alone", plan.facts().label());
      var why = plan.facts().refused().get(1);
      assertTrue(why.startsWith("whole: a Range counts the rows of a run (0, 1, 2, ...)"), why);
    }
  }

  @Test
  void fixedBatchOfEight_isFilledUp() throws Exception {
    var graph = vectors(8, "steps", 2).output("y", FLOAT32, 8, "steps", 2);
    graph.node("Add", "x,x", "y");
    try (var plan = whole(graph)) {
      assertEquals(8, plan.stages().get(0).maxRows());
      assertEquals(8, plan.stages().get(0).computedRows(3));
      assertArrayEquals(new float[] {2, 4}, answer(plan, 1, 2));
    }
  }

  @Test
  void constantOutputBesideTheAnswer_isTheSameForAllRows() throws Exception {
    var graph = vectors("rows", "steps", 2).output("y", FLOAT32, "rows", "steps", 2);
    graph.output("k", SmallGraph.INT64, 3);
    var value = SmallGraph.tensor("value", SmallGraph.integerTensor("", List.of(3L), 1, 2, 3));
    graph.node("Add", "x,x", "y").node("Constant", "", "k", value);
    try (var plan = whole(graph)) {
      assertEquals("whole", plan.facts().label(), () -> "" + plan.facts().refused());
      assertEquals(-1, plan.facts().outputs().get(1).batchAxis());
    }
  }

  @Test
  void hugeFixedSizes_areRefusedWithoutAskingForTheMemory() throws Exception {
    for (var graph :
        List.of(
            vectors(1_000_000_000, "steps", 2),
            vectors("rows", 1_000_000_000, 2),
            vectors("rows", "steps", 1_000_000_000),
            vectors(1L << 40, 1L << 40, 1L << 40))) {
      graph.output("y", FLOAT32, "rows", "steps", "width").node("Add", "x,x", "y");
      var reason = refusal(graph);
      assertTrue(reason.contains("is larger than can be served"), reason);
    }
  }

  @Test
  void axisOfSizeZero_isRefused() throws Exception {
    var empty = vectors("rows", "steps", 0).output("y", FLOAT32, "rows", "steps", 0);
    var input = refusal(empty.node("Add", "x,x", "y"));
    assertTrue(input.contains("has an axis of size 0"), input);
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 12, 33})
  void shortRowsPaddedToALeastLength_giveTheirOwnNumberOfSteps(int least) throws Exception {
    var graph = vectors("batch", "time", 2).openOutput("y", FLOAT32);
    graph.integers("one", List.of(1L), 1).integers("zero", List.of(1L), 0);
    graph.integers("least", List.of(1L), least).integers("before", List.of(4L), 0, 0, 0, 0);
    graph.node("Shape", "x", "shape").node("Gather", "shape,one", "steps");
    graph.node("Sub", "least,steps", "lacking").node("Max", "lacking,zero", "more");
    graph.node("Concat", "before,more,zero", "pads", SmallGraph.number("axis", 0));
    graph.node("Pad", "x,pads", "y");
    try (var plan = whole(graph)) {
      assertEquals(2 * least, answer(plan, 1, 2, 3, 4).length);
      assertEquals(2 * 40, answer(plan, new float[2 * 40]).length);
    }
  }

  @Test
  void outputsNamedTwice_areNoCrash() throws Exception {
    var graph = vectors("rows", "steps", 2).output("y", FLOAT32, "rows", "steps", 2);
    graph.output("y", FLOAT32, "rows", "steps", 2).node("Add", "x,x", "y");
    graph.write(folder, "model.onnx");
    try (var plan = planner().plan(folder, Map.of())) {
      assertTrue(plan.facts().proof().holds());
    } catch (LoadException refused) {
      assertTrue(refused.reason().startsWith("model.onnx"), refused.reason());
    }
  }

  private static SmallGraph vectors(Object rows, Object steps, Object width) {
    return new SmallGraph().input("x", FLOAT32, rows, steps, width);
  }

  private WholePlan whole(SmallGraph graph) throws IOException, LoadException {
    graph.write(folder, "model.onnx");
    return assertInstanceOf(WholePlan.class, planner().plan(folder, Map.of()));
  }

  private String refusal(SmallGraph graph) throws IOException {
    graph.write(folder, "model.onnx");
    return assertThrows(LoadException.class, () -> planner().plan(folder, Map.of())).reason();
  }

  private static Planner planner() throws LoadException {
    return new Planner(OnnxRuntime.open(DeviceChoice.parse("cpu")));
  }

  private static float[] answer(WholePlan plan, float... values) throws Exception {
    var memory = plan.begin(new Sequence.Vectors(values, 2));
    plan.stages().get(0).advance(new Workspace(), List.of(memory), values.length / 2);
    return plan.outputs(memory).get(0).values();
  }
}
