package dev.unroll.schedule;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.Fault;
import dev.unroll.core.Sequence;
import dev.unroll.plan.GeneratorPlan;
import dev.unroll.plan.Planner;
import dev.unroll.runtime.DeviceChoice;
import dev.unroll.runtime.OnnxRuntime;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Generation with a real graph, one lane and no thread. */
class GenerationProgressTest {
  private static final Sequence INPUT = new Sequence.Ids(new long[] {3, 5, 7, 9});

  private static final class Generated extends RecordingListener {
    final List<Long> tokens = new ArrayList<>();
    final List<Float> logProbabilities = new ArrayList<>();
    long[] ids = {};
    String reason = "";

    @Override
    public void onToken(int step, long token, float logProbability) {
      super.onToken(step, token, logProbability);
      tokens.add(token);
      logProbabilities.add(logProbability);
    }

    @Override
    public void onGenerated(long[] newIds, StopReason newReason, RowTiming timing) {
      ids = newIds;
      reason = newReason.name();
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
        Long.MAX_VALUE,
        listener);
  }

  private static GenerationOptions options(float temperature, int maxSteps, Set<Long> stopIds) {
    return new GenerationOptions(maxSteps, temperature, 0, 1, 11, 1, stopIds);
  }

  private static List<Long> boxed(long[] ids) {
    return java.util.Arrays.stream(ids).boxed().toList();
  }
}
