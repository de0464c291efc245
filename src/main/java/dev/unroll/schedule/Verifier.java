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
import dev.unroll.schedule.execution.Verification;
import java.lang.System.Logger.Level;
import java.util.List;

/**
 * What a lane does that has nothing to do: it runs an answered row again, alone through the whole
 * graph, and compares. A version whose answer was another is demoted.
 *
 * <p>Not safe for threads: each lane has its own.
 */
final class Verifier {
  /** A row that is predicted to take longer is left out: one that comes meanwhile waits for it. */
  static final double LONGEST_NANOS = 20_000_000;

  private static final System.Logger LOG = System.getLogger(Verifier.class.getName());

  private final Scheduler scheduler;
  private final Verification verification;
  private final Workspace workspace;

  Verifier(Scheduler scheduler, Workspace workspace) {
    this.scheduler = scheduler;
    this.verification = scheduler.verification();
    this.workspace = workspace;
  }

  /** Runs one row again, if no row waits and there is one. Whether there was. */
  boolean step() {
    var answeredSample = scheduler.isQuiet() ? verification.take() : null;
    if (answeredSample == null) {
      return false;
    }
    var verdict = Verdict.SKIPPED;
    try {
      verdict = verify(answeredSample);
    } catch (GraphException | RuntimeException | Error failed) {
      // A row that its plan has answered, and the whole graph does not, tells nothing of the
      // answer.
      LOG.log(Level.DEBUG, answeredSample.model() + ": a row could not be run again", failed);
    }
    end(answeredSample, verdict);
    return true;
  }

  /** Whoever is told that a model is free may throw, and no lane dies of it. */
  private void end(AnsweredSample answeredSample, Verdict verdict) {
    try {
      verification.end(answeredSample, verdict);
    } catch (RuntimeException | Error e) {
      LOG.log(
          Level.WARNING, answeredSample.model() + ": a row that was run again was not let go", e);
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
    try {
      plan.stages().get(0).advance(workspace, List.of(memory), steps);
    } finally {
      verification.spent(scheduler.ticker().nanos() - start);
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
    verification
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
