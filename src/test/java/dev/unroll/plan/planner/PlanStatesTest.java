package dev.unroll.plan.planner;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.LoadException;
import dev.unroll.core.Sequence;
import dev.unroll.onnx.SmallGraph;
import dev.unroll.plan.AnswerPlan;
import dev.unroll.plan.graph.GraphHints;
import dev.unroll.plan.prove.RandomInputs;
import dev.unroll.plan.stage.Output;
import dev.unroll.plan.stage.TensorFacts;
import dev.unroll.runtime.DeviceChoice;
import dev.unroll.runtime.OnnxRuntime;
import dev.unroll.runtime.Workspace;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The states that clients give and get. */
class PlanStatesTest {
  private static final Map<String, String> H = Map.of("h", "h_out");
  private static final float[] FIRST = {0.5f, -0.25f, 0.75f};

  private final Workspace workspace = new Workspace();

  @TempDir Path folder;

  private static Planner planner() throws LoadException {
    return new Planner(OnnxRuntime.open(DeviceChoice.parse("cpu")));
  }

  private AnswerPlan plan(SmallGraph graph, GraphHints hints) throws Exception {
    graph.write(folder, "model.onnx");
    return assertInstanceOf(AnswerPlan.class, planner().plan(folder, hints));
  }

  /** What a row has got, and then its last states. */
  private record Run(List<Output> outputs, List<Output> states) {
    /** The last states as the next row's first ones. */
    Map<String, float[]> handedOn(AnswerPlan plan) {
      var given = new HashMap<String, float[]>();
      for (int place = 0; place < states.size(); place++) {
        given.put(plan.facts().states().get(place).input().name(), states.get(place).values());
      }
      return given;
    }
  }

  private Run run(AnswerPlan plan, Sequence sequence, Map<String, float[]> given) throws Exception {
    var row = plan.begin(sequence, given);
    for (var stage : plan.stages()) {
      row.startStage();
      stage.advance(workspace, List.of(row), sequence.steps());
    }
    return new Run(plan.outputs(row), plan.states(row));
  }

  private static Sequence.Vectors part(Sequence.Vectors whole, int first, int last) {
    int width = whole.width();
    return new Sequence.Vectors(
        Arrays.copyOfRange(whole.values(), first * width, last * width), width);
  }

  private static Sequence.Vectors draw(int steps) {
    return (Sequence.Vectors) new RandomInputs(false, 0, StatefulGraphs.WIDTH).sequence(steps);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gru_stateful", "lstm_stateful"})
  void lastStates_areThoseOfTheExporter(String name) throws Exception {
    var zoo = ZooCase.of(name);
    try (var plan = assertInstanceOf(AnswerPlan.class, planner().plan(zoo.folder(), Map.of()))) {
      var expected = zoo.facts().get("examples").get(0).get("final_state");
      var run = run(plan, zoo.examples().get(0).input(), Map.of());
      assertEquals(expected.size(), run.states().size());
      for (var state : run.states()) {
        var values = expected.get(state.facts().name()).get("data");
        assertEquals(values.size(), state.values().length);
        for (int index = 0; index < values.size(); index++) {
          assertEquals(values.get(index).asDouble(), state.values()[index], 1e-4);
        }
        assertEquals(1, state.facts().batchAxis());
        assertEquals(List.of(1L, -1L, 24L), state.facts().shape());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"gru_stateful", "lstm_stateful"})
  void sequenceCutAnywhere_andBegunAgainWithItsStates_equalsTheWhole(String name) throws Exception {
    var zoo = ZooCase.of(name);
    try (var plan = assertInstanceOf(AnswerPlan.class, planner().plan(zoo.folder(), Map.of()))) {
      var random = new Random(3);
      for (var example : zoo.examples()) {
        var whole = (Sequence.Vectors) example.input();
        var once = run(plan, whole, Map.of());
        int cut = 1 + random.nextInt(whole.steps() - 1);
        var first = run(plan, part(whole, 0, cut), Map.of());
        var second = run(plan, part(whole, cut, whole.steps()), first.handedOn(plan));
        for (int place = 0; place < once.outputs().size(); place++) {
          var output = once.outputs().get(place);
          assertArrayEquals(
              output.steps(0, cut).values(), first.outputs().get(place).values(), 1e-6f);
          assertArrayEquals(
              output.steps(cut, whole.steps()).values(),
              second.outputs().get(place).values(),
              1e-6f);
        }
        for (int place = 0; place < once.states().size(); place++) {
          assertArrayEquals(
              once.states().get(place).values(), second.states().get(place).values(), 1e-6f);
        }
      }
    }
  }

  @Test
  void givenStates_areCopied_andLeaveTheCallersArrayAlone() throws Exception {
    try (var plan = plan(StatefulGraphs.gru(), GraphHints.NONE)) {
      var given = FIRST.clone();
      run(plan, draw(4), Map.of("h", given));
      assertArrayEquals(FIRST, given);
    }
  }

  @Test
  void firstStates_areWhatEveryRowBeginsWith_unlessItIsGivenOthers() throws Exception {
    try (var zeros = plan(StatefulGraphs.gru(), GraphHints.NONE);
        var plan =
            plan(
                StatefulGraphs.gru(),
                new GraphHints("", Map.of(), Map.of("h", FIRST), Map.of(), Map.of()))) {
      var expected = run(zeros, draw(4), Map.of("h", FIRST)).outputs().get(0).values();
      assertArrayEquals(expected, run(plan, draw(4), Map.of()).outputs().get(0).values(), 1e-6f);
      assertArrayEquals(
          run(zeros, draw(4), Map.of()).outputs().get(0).values(),
          run(plan, draw(4), Map.of("h", new float[3])).outputs().get(0).values(),
          1e-6f);
      var live = plan.live().orElseThrow();
      var row = live.begin(Map.of());
      live.give(row, draw(4));
      live.stage().advance(workspace, List.of(row), 4);
      assertArrayEquals(expected, live.outputs(row, 0, 4).get(0).values(), 1e-6f);
      assertArrayEquals(
          run(plan, draw(4), Map.of()).states().get(0).values(),
          live.latestOutputs(row).get(0).values(),
          1e-6f);
    }
  }

  @Test
  void latestOutputs_areCopies_soThatTheRowMayGoOn() throws Exception {
    try (var plan = plan(StatefulGraphs.gru(), GraphHints.NONE)) {
      var live = plan.live().orElseThrow();
      var row = live.begin(Map.of());
      live.give(row, draw(2));
      live.stage().advance(workspace, List.of(row), 1);
      row.moveOn(1);
      var before = live.latestOutputs(row).get(0).values();
      var kept = before.clone();
      live.stage().advance(workspace, List.of(row), 1);
      assertArrayEquals(kept, before);
    }
  }

  @Test
  void constantControls_leaveTheGraphsOwnStatesInUse() throws Exception {
    var controls = Map.of("START", 0.0, "READY", 1.0);
    try (var plain = plan(StatefulGraphs.gru(), GraphHints.NONE);
        var plan =
            plan(
                StatefulGraphs.controlled(), new GraphHints("", H, Map.of(), controls, Map.of()))) {
      assertEquals("causal", plan.facts().label(), () -> plan.facts().refused().toString());
      assertEquals("x", plan.facts().input().name());
      assertEquals("h", plan.facts().states().get(0).input().name());
      for (var given : List.of(Map.<String, float[]>of(), Map.of("h", FIRST))) {
        var expected = run(plain, draw(5), given);
        var found = run(plan, draw(5), given);
        assertArrayEquals(
            expected.outputs().get(0).values(), found.outputs().get(0).values(), 1e-6f);
        assertArrayEquals(expected.states().get(0).values(), found.states().get(0).values(), 1e-6f);
      }
    }
  }

  @Test
  void constant_ofAnInputThatIsNotThere_isRefusedNamingThoseThatAre() {
    var hints = new GraphHints("", Map.of(), Map.of(), Map.of("BEGIN", 0.0), Map.of());
    var refusal = assertThrows(LoadException.class, () -> plan(StatefulGraphs.controlled(), hints));
    assertEquals("the graph has no input 'BEGIN'; it has [x, h, START, READY]", refusal.reason());
  }

  @Test
  void stateThatTheGraphChanges_withoutItsName_isDataWithWhatToWrite() throws Exception {
    try (var plan = plan(StatefulGraphs.doubling(), GraphHints.NONE)) {
      assertEquals(
          List.of("x", "h"), plan.facts().inputs().stream().map(TensorFacts::name).toList());
      assertEquals(List.of(), plan.facts().states());
      var told = plan.facts().refused().get(0);
      var advice = "if it is one, write states: {h: h_out} in model.yaml";
      assertTrue(told.contains(advice), told);
      assertFalse(told.contains("'x' is changed"), told);
    }
  }

  @Test
  void stateThatTheGraphChangesInEverySlice_isNotOfferedToClients() throws Exception {
    try (var plan = plan(StatefulGraphs.doubling(), GraphHints.ofStates(H))) {
      assertEquals("causal", plan.facts().label());
      assertEquals(List.of(), plan.facts().states());
      assertTrue(
          plan.facts().refused().stream()
              .anyMatch(reason -> reason.contains("states that clients")),
          () -> plan.facts().refused().toString());
    }
  }

  @Test
  void stateThatTheGraphChanges_andThatBeginsWithOthersThanZeros_isKeptByRunningItWhole()
      throws Exception {
    var hints = new GraphHints("", H, Map.of("h", FIRST), Map.of(), Map.of());
    try (var plan = plan(StatefulGraphs.doubling(), hints);
        var plain = plan(StatefulGraphs.gru(), GraphHints.NONE)) {
      assertEquals("whole", plan.facts().label());
      var doubled = new float[] {1, -0.5f, 1.5f};
      assertArrayEquals(
          run(plain, draw(5), Map.of("h", doubled)).outputs().get(0).values(),
          run(plan, draw(5), Map.of()).outputs().get(0).values(),
          1e-6f);
    }
  }

  @Test
  void stagedPlan_offersNoStates_andIsNotTakenWhereTheyAreNotZero() throws Exception {
    try (var plan = plan(StatefulGraphs.bidirectional(), GraphHints.NONE)) {
      assertEquals("staged", plan.facts().label());
      assertEquals(List.of(), plan.facts().states());
    }
    var first = Map.of("h", new float[] {1, 2, 3, 4, 5, 6});
    try (var plan =
        plan(
            StatefulGraphs.bidirectional(),
            new GraphHints("", Map.of(), first, Map.of(), Map.of()))) {
      assertEquals("whole", plan.facts().label());
      assertEquals(6, plan.facts().states().get(0).input().volume());
    }
  }

  @Test
  void stateOfAnotherNameOrSize_isRefused() throws Exception {
    try (var plan = plan(StatefulGraphs.gru(), GraphHints.NONE)) {
      var name =
          assertThrows(
              IllegalArgumentException.class, () -> plan.begin(draw(1), Map.of("c", FIRST)));
      assertEquals("no state 'c'; there are [h]", name.getMessage());
      var size =
          assertThrows(
              IllegalArgumentException.class, () -> plan.begin(draw(1), Map.of("h", new float[2])));
      assertEquals("state 'h' has 3 values, not 2", size.getMessage());
    }
  }

  @Test
  void namedFile_mayBeAFolderThatHoldsTheGraph() throws Exception {
    var inside = java.nio.file.Files.createDirectories(folder.resolve("1/net.onnx"));
    StatefulGraphs.gru().write(inside, "model.onnx");
    var hints = new GraphHints("net.onnx", Map.of(), Map.of(), Map.of(), Map.of());
    try (var plan = planner().plan(folder.resolve("1"), hints)) {
      assertEquals("causal", plan.facts().label());
    }
    java.nio.file.Files.move(inside.resolve("model.onnx"), inside.resolve("other.onnx"));
    var refusal =
        assertThrows(LoadException.class, () -> planner().plan(folder.resolve("1"), hints));
    assertEquals("net.onnx is a folder that holds no model.onnx", refusal.reason());
  }
}
