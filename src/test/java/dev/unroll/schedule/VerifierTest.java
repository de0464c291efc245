package dev.unroll.schedule;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.Fault;
import dev.unroll.core.LogLines;
import dev.unroll.core.Priority;
import dev.unroll.core.Sequence;
import dev.unroll.plan.AnswerPlan;
import dev.unroll.plan.MixingPlans;
import dev.unroll.plan.Proof;
import dev.unroll.plan.stage.Output;
import dev.unroll.schedule.cost.CostModel;
import dev.unroll.schedule.cost.PlanCosts;
import dev.unroll.schedule.execution.LiveFeed;
import dev.unroll.schedule.execution.ProvenPlan;
import dev.unroll.schedule.execution.RowTiming;
import dev.unroll.schedule.execution.VerificationQueue;
import dev.unroll.schedule.execution.Work;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plan that is wrong in company, and passed its proof nevertheless. */
class VerifierTest {
  @TempDir private Path folder;

  private final Desk desk = new Desk(1, AdmissionConfig.NONE, 1);
  private final CountedHold hold = new CountedHold();
  private final LogLines log = LogLines.of(Verifier.class, Level.WARNING);

  private AnswerPlan plan;
  private ProvenPlan version;

  @BeforeEach
  void begin() throws Exception {
    use(MixingPlans.causal(folder));
  }

  private void use(AnswerPlan newPlan) {
    plan = newPlan;
    version = new ProvenPlan(plan, PlanCosts.unmeasured(plan), hold);
  }

  @AfterEach
  void end() {
    log.close();
    plan.close();
  }

  /** A row that keeps its answer. */
  private final class Asked extends RecordingListener {
    private final float[] values;
    private List<Output> outputs = List.of();

    Asked(float... values) {
      this.values = values;
      var input = new Sequence.Vectors(values, MixingPlans.WIDTH);
      var priority = Priority.by(Long.MAX_VALUE);
      var unused =
          desk.scheduler.submit(Desk.MODEL, new Work.Answer(version, input), priority, this);
    }

    @Override
    public void onOutputs(List<Output> newOutputs, RowTiming timing) {
      super.onOutputs(newOutputs, timing);
      outputs = newOutputs;
    }

    boolean isRight() {
      return java.util.Arrays.equals(outputs.get(0).values(), MixingPlans.alone(values));
    }
  }

  private static float[] steps(int steps, float value) {
    var values = new float[MixingPlans.WIDTH * steps];
    java.util.Arrays.fill(values, value);
    return values;
  }

  @Test
  void answerThatIsWrongInCompany_isFoundAndTheNextOnesAreRight() {
    var small = new Asked(1, 1);
    var large = new Asked(5, 5);
    desk.stepToTheEnd();
    assertFalse(small.isRight());
    assertTrue(large.isRight());
    assertEquals("causal", version.plan().facts().label());

    assertTrue(desk.lane.verify());
    var facts = version.plan().facts();
    assertEquals("alone", facts.label());
    assertTrue(facts.proof().bitIdentical());
    assertEquals(
        List.of("causal: found while serving: output 'y' differed by 4.0e+00 for a row of 1 steps"),
        facts.refused());
    assertEquals(
        List.of(
            "WARNING model model/1: output 'y' differed by 4.0e+00 for a row of 1 steps, though the plan"
                + " causal was proven when it was loaded; from now on each of its rows runs alone, and"
                + " answers that it gave before may be wrong"),
        log.all());
    assertTrue(
        desk.meter.lines().containsAll(List.of("demoted model/1", "verified different")),
        () -> desk.meter.lines().toString());

    var again = List.of(new Asked(1, 1), new Asked(5, 5), new Asked(7, 7, 3, 3));
    desk.stepToTheEnd();
    again.forEach(row -> assertTrue(row.isRight()));
  }

  @Test
  void differingRow_isToldWithBothAnswers_onceAVersion() {
    var unused = List.of(new Asked(1, 1), new Asked(2, 2), new Asked(5, 5));
    desk.stepToTheEnd();
    desk.verifyToTheEnd();
    assertEquals(1, desk.wrongRows.size());
    var row = desk.wrongRows.get(0);
    assertArrayEquals(new float[] {6, 6}, row.answered().get(0).values());
    assertArrayEquals(new float[] {2, 2}, row.alone().get(0).values());
    assertEquals(1, log.all().size());
    // Those that came after it in the queue have nothing to show any more.
    assertEquals(2, desk.meter.lines().stream().filter("verified skipped"::equals).count());
    assertEquals(0, hold.holders());
  }

  @Test
  void wholePlan_isFoundWrongToo() throws Exception {
    plan.close();
    use(MixingPlans.whole(folder));
    var small = new Asked(1, 1);
    var unused = new Asked(5, 5);
    desk.stepToTheEnd();
    assertFalse(small.isRight());
    desk.verifyToTheEnd();
    assertEquals("alone", version.plan().facts().label());
    var again = List.of(new Asked(1, 1), new Asked(5, 5));
    desk.stepToTheEnd();
    again.forEach(row -> assertTrue(row.isRight()));
  }

  @Test
  void answerThatIsRight_changesNothing() {
    var unused = new Asked(1, 1);
    desk.stepToTheEnd();
    assertEquals(1, desk.verifyToTheEnd());
    assertEquals("causal", version.plan().facts().label());
    assertTrue(desk.meter.lines().contains("verified same"));
    assertEquals(List.of(), log.all());
    assertEquals(0, hold.holders());
  }

  @Test
  void planThatRunsRowsAlone_isNotVerified() {
    var alone = plan.alone();
    version = new ProvenPlan(alone, PlanCosts.unmeasured(alone), hold);
    var unused = new Asked(1, 1);
    desk.stepToTheEnd();
    assertFalse(desk.lane.verify());
    assertEquals(0, hold.holders());
  }

  @Test
  void listener_thatWritesIntoItsAnswer_doesNotSpoilTheSample() {
    var input = new Sequence.Vectors(new float[] {1, 1}, MixingPlans.WIDTH);
    var writing =
        new RecordingListener() {
          @Override
          public void onOutputs(List<Output> outputs, RowTiming timing) {
            outputs.get(0).values()[0] = 77;
          }
        };
    var unused =
        desk.scheduler.submit(
            Desk.MODEL, new Work.Answer(version, input), Priority.by(Long.MAX_VALUE), writing);
    desk.stepToTheEnd();
    desk.verifyToTheEnd();
    assertTrue(desk.meter.lines().contains("verified same"));
  }

  @Test
  void rowThatWaits_goesFirst() {
    var answered = new Asked(1, 1);
    desk.stepToTheEnd();
    var waiting = new Asked(2, 2);
    assertFalse(desk.lane.verify());
    desk.stepToTheEnd();
    assertTrue(desk.lane.verify());
    assertTrue(answered.isRight() && waiting.isRight());
  }

  @Test
  void lastLaneThatIsFree_isLeftToTheNextRow() {
    var two = new Desk(2, AdmissionConfig.NONE, 1);
    var input = new Sequence.Vectors(new float[] {1, 1}, MixingPlans.WIDTH);
    var unused =
        two.scheduler.submit(
            Desk.MODEL,
            new Work.Answer(version, input),
            Priority.by(Long.MAX_VALUE),
            new RecordingListener());
    two.stepToTheEnd();
    // The other lane is not waiting: it may be in a slice.
    assertFalse(two.lane.verify());
  }

  @Test
  void rowThatIsPredictedToTakeLong_isLeftOut() {
    version = new ProvenPlan(plan, new PlanCosts(List.of(CostModel.linear(30_000_000, 1))), hold);
    var unused = new Asked(1, 1);
    desk.stepToTheEnd();
    assertTrue(desk.lane.verify());
    assertTrue(desk.meter.lines().contains("verified skipped"));
    assertEquals(0, hold.holders());
  }

  @Test
  void closedScheduler_verifiesNothing() {
    var unused = new Asked(1, 1);
    desk.stepToTheEnd();
    desk.scheduler.close();
    assertFalse(desk.lane.verify());
  }

  @Test
  void rowUnderWay_beginsAnewOnTheOtherPlan() {
    var under = new Asked(steps(2000, 1));
    desk.step();
    assertFalse(under.isEnded());
    var company = new Asked(steps(2000, 5));
    desk.step();
    demote();
    desk.stepToTheEnd();
    assertTrue(under.isRight());
    assertTrue(company.isRight());
    var timing = under.answer();
    assertEquals(2000, timing == null ? 0 : timing.steps());
    assertEquals("", under.broken());
    assertEquals(Map.of(), desk.scheduler.counts());
  }

  @Test
  void demotion_duringARowsLastSlice_keepsItsAnswerBack() {
    var row = new Asked(1, 1);
    var company = new Asked(5, 5);
    var slice = poll();
    version.demote("a test found it");
    // As the lane does that runs it.
    for (var member : slice.rows()) {
      member.rowExecution.moveOn(slice.steps());
      assertFalse(member.rowExecution.deliver(member.listener, member.timing));
    }
    desk.scheduler.complete(slice, java.util.Set.of());
    desk.stepToTheEnd();
    assertTrue(row.isRight() && company.isRight());
  }

  private Slice poll() {
    try {
      var slice = desk.scheduler.next(false);
      if (slice == null) {
        throw new AssertionError("no slice");
      }
      return slice;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private void demote() {
    assertTrue(version.demote("a test found it"));
    assertFalse(version.demote("another found it too"));
    desk.scheduler.lookAgain(Desk.MODEL);
  }

  private RecordingListener live(LiveFeed feed) {
    var listener = new RecordingListener();
    var work = new Work.Live(version, plan.live().orElseThrow(), feed);
    var unused = desk.scheduler.submit(Desk.MODEL, work, Priority.by(Long.MAX_VALUE), listener);
    return listener;
  }

  private static LiveFeed feed(int steps) {
    var feed = new LiveFeed();
    if (steps > 0) {
      feed.add(new Sequence.Vectors(steps(steps, 1), MixingPlans.WIDTH));
    }
    return feed;
  }

  @Test
  void liveRows_idleAndReady_endWithAFaultThatSaysWhy() {
    var idle = live(feed(0));
    var ready = live(feed(5));
    demote();
    for (var row : List.of(idle, ready)) {
      assertEquals(Fault.Kind.ABORTED, row.faultKind());
      assertTrue(String.valueOf(row.fault()).contains("a test found it"), row::broken);
      assertTrue(row.isGone());
      assertEquals("", row.broken());
    }
    assertFalse(desk.step());
    assertEquals(Map.of(), desk.scheduler.counts());
  }

  @Test
  void liveRow_inASlice_endsWithoutItsAnswer() {
    var row = live(feed(5));
    var slice = poll();
    version.demote("a test found it");
    slice.rows().get(0).rowExecution.moveOn(slice.steps());
    var thrown =
        org.junit.jupiter.api.Assertions.assertThrows(
            Fault.class,
            () -> slice.rows().get(0).rowExecution.deliver(row, slice.rows().get(0).timing));
    assertEquals(Fault.Kind.ABORTED, thrown.kind());
  }

  @Test
  void liveRow_thatHasEnded_isRunAgainAsOneSequence() {
    var feed = feed(2);
    var row = live(feed);
    desk.stepToTheEnd();
    feed.add(new Sequence.Vectors(steps(3, 2), MixingPlans.WIDTH));
    feed.end();
    desk.scheduler.lookAgain(Desk.MODEL);
    desk.stepToTheEnd();
    assertTrue(row.isGone());
    assertEquals(1, desk.verifyToTheEnd());
    assertTrue(desk.meter.lines().contains("verified same"), desk.meter.lines().toString());
  }

  @Test
  void liveRow_thatWasWrongInCompany_isFound() {
    for (var value : List.of(1f, 5f)) {
      var feed = new LiveFeed();
      feed.add(new Sequence.Vectors(steps(3, value), MixingPlans.WIDTH));
      feed.end();
      live(feed);
    }
    desk.stepToTheEnd();
    desk.verifyToTheEnd();
    assertEquals("alone", version.plan().facts().label());
  }

  @Test
  void liveRow_thatBecomesLong_isNotKept() {
    var feed = feed((int) VerificationQueue.MOST_LIVE_BYTES / Float.BYTES);
    feed.end();
    live(feed);
    desk.stepToTheEnd();
    assertFalse(desk.lane.verify());
    assertEquals(1, desk.meter.lines().stream().filter("verified skipped"::equals).count());
  }

  @Test
  void proof_ofADemotedPlan_comparesNothing() {
    version.demote("a test found it");
    assertEquals(0, version.plan().facts().proof().comparisons());
    assertEquals(new Proof(0, true, 0), version.plan().facts().proof());
  }
}
