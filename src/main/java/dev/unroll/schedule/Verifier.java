package dev.unroll.schedule;

import dev.unroll.plan.AnswerPlan;
import dev.unroll.plan.Disagreement;
import dev.unroll.plan.stage.Output;
import dev.unroll.runtime.GraphException;
import dev.unroll.runtime.Workspace;
import dev.unroll.schedule.cost.CostModel;
import dev.unroll.schedule.execution.AnsweredSample;
import dev.unroll.schedule.execution.DifferenceListener;
import dev.unroll.schedule.execution.Verdict;
import dev.unroll.schedule.execution.VerificationQueue;
import java.lang.System.Logger.Level;
import java.util.List;

/**
 * Verifies answers while a lane is idle: runs an answered row again, alone through the whole graph,
 * and compares the answers. A version that gave another answer is demoted.
 *
 * <p>Not thread-safe: each lane has its own.
 */
final class Verifier {
  /**
   * A row that is predicted to take longer is skipped, since a new row would have to wait for it.
   */
  static final double LONGEST_NANOS = 20_000_000;

  private static final System.Logger LOG = System.getLogger(Verifier.class.getName());

  private final Scheduler scheduler;
  private final VerificationQueue verificationQueue;
  private final Workspace workspace;
  private final LaneRun laneRun;
  private final RunLimit runLimit;

  Verifier(Scheduler scheduler, Workspace workspace, LaneRun laneRun, RunLimit runLimit) {
    this.laneRun = laneRun;
    this.runLimit = runLimit;
    this.scheduler = scheduler;
    this.verificationQueue = scheduler.verificationQueue();
    this.workspace = workspace;
  }

  /** Verifies one answer if no row is ready; returns whether it took one. */
  boolean step() {
    var answeredSample = scheduler.isQuiet() ? verificationQueue.take() : null;
    if (answeredSample == null) {
      return false;
    }
    var verdict = Verdict.SKIPPED;
    try {
      verdict = verify(answeredSample);
    } catch (Throwable failed) {
      // If the whole graph fails on the row, there is nothing to compare the answer with.
      LOG.log(Level.DEBUG, answeredSample.model() + ": a row could not be run again", failed);
    }
    end(answeredSample, verdict);
    return true;
  }

  /** Releases the row. A callback for an unloaded model may throw, which must not end the lane. */
  private void end(AnsweredSample answeredSample, Verdict verdict) {
    try {
      verificationQueue.end(answeredSample, verdict);
    } catch (Throwable e) {
      LOG.log(
          Level.WARNING,
          answeredSample.model() + ": a row that was run again could not be released",
          e);
    }
  }

  private Verdict verify(AnsweredSample answeredSample) throws GraphException {
    var alone = answeredSample.version().alone();
    int steps = answeredSample.row().input().steps();
    if (alone == null
        || scheduler.costs().predict(alone.costs().stage(0), 1, steps) > LONGEST_NANOS) {
      return Verdict.SKIPPED;
    }
    var outputs = run(answeredSample, alone.plan(), alone.costs().stage(0));
    var proof = answeredSample.version().provenFacts().proof();
    var found = Disagreement.between(proof, steps, outputs, answeredSample.outputs());
    if (found.isEmpty()) {
      return Verdict.SAME;
    }
    demote(answeredSample, outputs, found.get());
    return Verdict.DIFFERENT;
  }

  private List<Output> run(AnsweredSample answeredSample, AnswerPlan plan, CostModel cost)
      throws GraphException {
    var memory = answeredSample.row().begin(plan);
    int steps = memory.remaining();
    long start = scheduler.ticker().nanos();
    double predicted = scheduler.costs().predict(cost, 1, steps);
    laneRun.begin(answeredSample.model(), null, predicted, runLimit.nanos(predicted), start);
    try {
      plan.stages().get(0).advance(workspace, List.of(memory), steps);
    } finally {
      laneRun.end();
      verificationQueue.spent(scheduler.ticker().nanos() - start);
    }
    scheduler.costs().learn(cost, 1, steps, scheduler.ticker().nanos() - start);
    memory.moveOn(steps);
    return answeredSample.row().outputs(plan, memory);
  }

  private void demote(AnsweredSample answeredSample, List<Output> alone, Disagreement found) {
    if (!answeredSample.version().demote(found.words())) {
      return;
    }
    var model = answeredSample.model();
    LOG.log(
        Level.WARNING,
        "model {0}: {1}, though the plan {2} was proven when it was loaded; from now on each of its rows"
            + " runs alone, and answers that it gave before may be wrong",
        model,
        found.words(),
        answeredSample.version().provenFacts().label());
    scheduler.lookAgain(model);
    scheduler.meter().demoted(model);
    verificationQueue
        .listener()
        .differed(
            new DifferenceListener.WrongRow(
                model,
                answeredSample.row().input(),
                answeredSample.row().states(),
                answeredSample.outputs(),
                alone,
                found));
  }
}
