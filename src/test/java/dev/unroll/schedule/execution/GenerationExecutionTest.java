package dev.unroll.schedule.execution;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.Fault;
import dev.unroll.core.Priority;
import dev.unroll.core.Sequence;
import dev.unroll.plan.GeneratorPlan;
import dev.unroll.plan.planner.Planner;
import dev.unroll.runtime.DeviceChoice;
import dev.unroll.runtime.GraphException;
import dev.unroll.runtime.OnnxRuntime;
import dev.unroll.runtime.Workspace;
import dev.unroll.schedule.Desk;
import dev.unroll.schedule.PlainBeams;
import dev.unroll.schedule.RecordingListener;
import dev.unroll.schedule.cost.PlanCosts;
import dev.unroll.schedule.decode.Decoding;
import dev.unroll.schedule.decode.GeneratedOutput;
import dev.unroll.schedule.decode.GenerationOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Generation with a real graph, one lane and no thread. */
class GenerationExecutionTest {
  private static final Sequence INPUT = new Sequence.Ids(new long[] {3, 5, 7, 9});

  private static final class Generated extends RecordingListener {
    final List<Long> tokens = new ArrayList<>();
    final List<Float> logProbabilities = new ArrayList<>();
    long[] ids = {};
    String reason = "";
    List<GeneratedOutput> best = List.of();

    @Override
    public void onToken(int step, long token, float logProbability) {
      super.onToken(step, token, logProbability);
      tokens.add(token);
      logProbabilities.add(logProbability);
    }

    @Override
    public void onGenerated(List<GeneratedOutput> newBest, RowTiming timing) {
      best = newBest;
      ids = best.get(0).ids();
      reason = best.get(0).reason().name();
    }

    @Override
    public void onFault(Fault fault) {
      throw fault;
    }
  }

  private final Desk desk = new Desk();
  private GeneratorPlan plan;

  @BeforeEach
  void load() throws Exception {
    var planner = new Planner(OnnxRuntime.open(DeviceChoice.parse("cpu")));
    plan =
        assertInstanceOf(
            GeneratorPlan.class,
            planner.plan(Path.of("src/test/resources/zoo/seq2seq_gru"), Map.of()));
  }

  @AfterEach
  void free() {
    plan.close();
  }

  @Test
  void maxSteps_endsTheOutput() {
    var generated = generate(options(0, 20, Set.of()));
    assertEquals(20, generated.ids.length);
    assertEquals("MAX_STEPS", generated.reason);
    assertEquals(generated.tokens, boxed(generated.ids));
    generated.logProbabilities.forEach(probability -> assertTrue(probability <= 0));
  }

  @Test
  void stopId_endsTheOutputAndIsNoPartOfIt() {
    var all = generate(options(0, 20, Set.of()));
    long stop = all.ids[all.ids.length - 1];
    int first = all.tokens.indexOf(stop);
    var stopped = generate(options(0, 20, Set.of(stop, 1_000_000L)));
    assertEquals("STOP_ID", stopped.reason);
    assertEquals(all.tokens.subList(0, first), stopped.tokens);
    assertEquals(stopped.tokens, boxed(stopped.ids));
  }

  @Test
  void seed_decidesTheDraws_whateverElseRuns() {
    var alone = generate(options(1, 20, Set.of()));
    for (int row = 0; row < 5; row++) {
      submit(options(2, 30, Set.of()), new Generated());
      desk.step();
    }
    var together = new Generated();
    submit(options(1, 20, Set.of()), together);
    desk.stepToTheEnd();
    assertArrayEquals(alone.ids, together.ids);
  }

  @Test
  void beams_findWhatAPlainSearchOfTheDecoderAloneFinds() {
    for (int width : new int[] {2, 3, 7}) {
      for (float lengthPenalty : new float[] {0, 1}) {
        var expected =
            PlainBeams.search(this::logitsAfter, width, width, 9, lengthPenalty, Set.of(24L));
        assertSame(expected, generate(beams(width, lengthPenalty)));
      }
    }
  }

  @Test
  void beams_bestOne_isToldStepByStep() {
    var generated = generate(beams(4, 1));
    var best = generated.best.get(0);
    assertEquals(boxed(best.ids()), generated.tokens);
    assertEquals(4, generated.best.size());
    for (int step = 0; step < best.ids().length; step++) {
      assertEquals(best.logProbabilities()[step], generated.logProbabilities.get(step));
    }
  }

  @Test
  void beams_doNotDependOnWhatElseRuns() {
    var alone = generate(beams(4, 1));
    for (int row = 0; row < 5; row++) {
      submit(row % 2 == 0 ? beams(2 + row, 0) : options(2, 30, Set.of()), new Generated());
      desk.step();
    }
    var together = new Generated();
    submit(beams(4, 1), together);
    desk.stepToTheEnd();
    assertEquals(alone.best.size(), together.best.size());
    for (int rank = 0; rank < alone.best.size(); rank++) {
      assertArrayEquals(alone.best.get(rank).ids(), together.best.get(rank).ids());
      assertEquals(alone.best.get(rank).score(), together.best.get(rank).score());
    }
  }

  @Test
  void givenOutputs_haveTheScoresOfABeamSearch() {
    for (float lengthPenalty : new float[] {0, 0.5f, 2}) {
      // A search may also find the output of no steps, which cannot be given.
      var found =
          generate(beams(7, lengthPenalty)).best.stream()
              .filter(output -> output.ids().length > 0)
              .toList();
      var outputs = found.stream().map(GeneratedOutput::ids).toList();
      var given = generate(forced(outputs, lengthPenalty));
      assertEquals(outputs.size(), given.best.size());
      for (int rank = 0; rank < outputs.size(); rank++) {
        var expected = found.get(rank);
        var scored = given.best.get(rank);
        assertEquals(rank, scored.place());
        assertArrayEquals(expected.ids(), scored.ids());
        assertEquals(expected.score(), scored.score(), 1e-5);
        assertEquals(expected.normalisedScore(), scored.normalisedScore(), 1e-5);
        assertEquals(expected.reason(), scored.reason());
      }
      assertEquals(boxed(given.best.get(0).ids()), given.tokens);
    }
  }

  /** More outputs than beams may be, of 1 to 9 ids. */
  private static List<long[]> manyOutputs() {
    var outputs = new ArrayList<long[]>();
    for (int place = 0; place < 100; place++) {
      var ids = new long[1 + place % 9];
      java.util.Arrays.setAll(
          ids, step -> 2 + (31L * ids.length + 7L * step + outputs.size()) % 20);
      outputs.add(ids);
    }
    return outputs;
  }

  @Test
  void manyGivenOutputs_scoreAsEachDoesAlone_bestFirst() {
    var outputs = manyOutputs();
    var together = generate(forced(outputs, 1)).best;
    assertEquals(outputs.size(), together.size());
    for (int rank = 0; rank < together.size(); rank++) {
      var output = together.get(rank);
      var ids = outputs.get(output.place());
      assertArrayEquals(ids, output.ids());
      var alone = generate(forced(List.of(ids), 1)).best.get(0);
      assertEquals(alone.score(), output.score(), 1e-5);
      assertEquals(alone.normalisedScore(), output.normalisedScore(), 1e-5);
      assertEquals(plainScore(ids), output.score(), 1e-4);
      assertTrue(rank == 0 || together.get(rank - 1).normalisedScore() >= output.normalisedScore());
    }
    assertEquals(outputs.size(), together.stream().map(GeneratedOutput::place).distinct().count());
  }

  /** The sum of the log-probabilities by a decoder that is run anew for every prefix. */
  private double plainScore(long[] ids) {
    var steps = new ArrayList<>(boxed(ids));
    if (ids.length < 9) {
      steps.add(24L);
    }
    double score = 0;
    for (int step = 0; step < steps.size(); step++) {
      var logits = logitsAfter(steps.subList(0, step));
      double total = 0;
      for (float logit : logits) {
        total += Math.exp(logit);
      }
      score += logits[steps.get(step).intValue()] - Math.log(total);
    }
    return score;
  }

  @Test
  void givenOutputs_areLimitedToTheBest() {
    var outputs = manyOutputs();
    var all = generate(forced(outputs, 1)).best;
    var options =
        new GenerationOptions(new Decoding.Forced(outputs, 3), 9, 1, 1, Set.of(24L), true);
    assertEquals(
        all.subList(0, 3).stream().map(GeneratedOutput::place).toList(),
        generate(options).best.stream().map(GeneratedOutput::place).toList());
  }

  @Test
  void givenOutputs_leaveTheExpectedLengthAsItWas_andTheirWorkIsKnown() {
    var costs = PlanCosts.unmeasured(plan);
    double expected = costs.outputStepsLeft(0, 100);
    var outputs = manyOutputs();
    var execution =
        new GenerationExecution(
            plan,
            costs,
            INPUT,
            new GenerationOptions(new Decoding.Forced(outputs, 1), 9, 1, 1, Set.of(24L), true));
    // The first step is shared; nine ids have no stop id.
    long runs = 1 + outputs.stream().mapToLong(ids -> Math.min(9, ids.length + 1) - 1).sum();
    double encoder = costs.stage(0).nanosPerRow(INPUT.steps());
    double decoder = costs.stage(1).nanosPerRow(plan.remembersSteps() ? INPUT.steps() : 1);
    assertEquals(encoder + runs * decoder, execution.nanosLeft(), 1);
    assertEquals(plan.rowBytes(INPUT.steps()) + 31 * plan.forkBytes(), execution.bytes());
    execution.learn();
    assertEquals(expected, costs.outputStepsLeft(0, 100));
  }

  private static GenerationOptions forced(List<long[]> outputs, float lengthPenalty) {
    return new GenerationOptions(
        new Decoding.Forced(outputs, outputs.size()), 9, lengthPenalty, 1, Set.of(24L), true);
  }

  private static void assertSame(List<PlainBeams.Output> expected, Generated generated) {
    assertEquals(
        expected.stream().map(PlainBeams.Output::ids).toList(),
        generated.best.stream().map(output -> boxed(output.ids())).toList());
    for (int rank = 0; rank < expected.size(); rank++) {
      assertEquals(
          expected.get(rank).normalised(), generated.best.get(rank).normalisedScore(), 1e-5);
    }
  }

  /** A decoder that is run anew for every beginning, alone. */
  private float[] logitsAfter(List<Long> beginning) {
    try {
      var workspace = new Workspace();
      var memory = plan.begin(INPUT);
      plan.encoder().advance(workspace, List.of(memory), INPUT.steps());
      plan.feed(memory, 1);
      plan.decoder().advance(workspace, List.of(memory), 1);
      for (long token : beginning) {
        plan.feed(memory, token);
        plan.decoder().advance(workspace, List.of(memory), 1);
      }
      return plan.logits(memory);
    } catch (GraphException e) {
      throw new AssertionError(e);
    }
  }

  private static GenerationOptions beams(int width, float lengthPenalty) {
    return new GenerationOptions(
        new Decoding.Beams(width, width), 9, lengthPenalty, 1, Set.of(24L), false);
  }

  private Generated generate(GenerationOptions options) {
    var generated = new Generated();
    submit(options, generated);
    desk.stepToTheEnd();
    return generated;
  }

  private void submit(GenerationOptions options, RowListener listener) {
    desk.scheduler.submit(
        Desk.MODEL,
        new Work.Generate(plan, PlanCosts.unmeasured(plan), INPUT, options),
        Priority.by(Long.MAX_VALUE),
        listener);
  }

  private static GenerationOptions options(float temperature, int maxSteps, Set<Long> stopIds) {
    return new GenerationOptions(
        new Decoding.Sampling(temperature, 0, 1, 11), maxSteps, 1, 1, stopIds, true);
  }

  private static List<Long> boxed(long[] ids) {
    return java.util.Arrays.stream(ids).boxed().toList();
  }
}
