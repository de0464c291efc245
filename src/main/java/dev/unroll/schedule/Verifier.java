package dev.unroll.schedule;

import dev.unroll.plan.AnswerPlan;
import dev.unroll.plan.Disagreement;
import dev.unroll.plan.Output;
import dev.unroll.runtime.GraphException;
import dev.unroll.runtime.Workspace;
import dev.unroll.schedule.cost.CostModel;
import dev.unroll.schedule.execution.DifferenceListener;
import dev.unroll.schedule.execution.Sample;
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
    var sample = scheduler.isQuiet() ? verification.take() : null;
    if (sample == null) {
      return false;
    }
    var verdict = Verdict.SKIPPED;
    try {
      verdict = verify(sample);
    } catch (GraphException | RuntimeException | Error failed) {
      // A row that its plan has answered, and the whole graph does not, tells nothing of the
      // answer.
      LOG.log(Level.DEBUG, sample.model() + ": a row could not be run again", failed);
    }
    end(sample, verdict);
    return true;
  }

  /** Whoever is told that a model is free may throw, and no lane dies of it. */
  private void end(Sample sample, Verdict verdict) {
    try {
      verification.end(sample, verdict);
    } catch (RuntimeException | Error e) {
      LOG.log(Level.WARNING, sample.model() + ": a row that was run again was not let go", e);
    }
  }

  private Verdict verify(Sample sample) throws GraphException {
    var alone = sample.version().alone();
    int steps = sample.row().input().steps();
    if (alone == null
        || scheduler.costs().predict(alone.costs().stage(0), 1, steps) > LONGEST_NANOS) {
      return Verdict.SKIPPED;
    }
    var outputs = run(sample, alone.plan(), alone.costs().stage(0));
    var proof = sample.version().provenFacts().proof();
    var found = Disagreement.between(proof, steps, outputs, sample.outputs());
    if (found.isEmpty()) {
      return Verdict.SAME;
    }
    demote(sample, outputs, found.get());
    return Verdict.DIFFERENT;
  }

  private List<Output> run(Sample sample, AnswerPlan plan, CostModel cost) throws GraphException {
    var memory = sample.row().begin(plan);
    int steps = memory.remaining();
    long start = scheduler.ticker().nanos();
    try {
      plan.stages().get(0).advance(workspace, List.of(memory), steps);
    } finally {
      verification.spent(scheduler.ticker().nanos() - start);
    }
    scheduler.costs().learn(cost, 1, steps, scheduler.ticker().nanos() - start);
    memory.moveOn(steps);
    return sample.row().outputs(plan, memory);
  }

  private void demote(Sample sample, List<Output> alone, Disagreement found) {
    if (!sample.version().demote(found.words())) {
      return;
    }
    var model = sample.model();
    LOG.log(
        Level.WARNING,
        "model {0}: {1}, though the plan {2} was proven when it was loaded; from now on each of its rows"
            + " runs alone, and answers that it gave before may be wrong",
        model,
        found.words(),
        sample.version().provenFacts().label());
    scheduler.lookAgain(model);
    scheduler.meter().demoted(model);
    verification
        .listener()
        .differed(
            new DifferenceListener.WrongRow(
                model,
                sample.row().input(),
                sample.row().states(),
                sample.outputs(),
                alone,
                found));
  }
}
