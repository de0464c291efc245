package dev.unroll.schedule;

import dev.unroll.core.ModelKey;
import dev.unroll.core.Sequence;
import dev.unroll.plan.stage.Output;
import dev.unroll.schedule.execution.ProvenPlan;
import dev.unroll.schedule.execution.VerificationQueue;
import dev.unroll.schedule.execution.Work;
import java.util.ArrayList;
import java.util.Arrays;

/** Answers that no row gets, for whoever runs them again. */
public final class WrongAnswers {
  private WrongAnswers() {}

  /** As if a row of that input had been drawn, and its answer had been a thousand everywhere. */
  public static void plant(
      VerificationQueue verificationQueue, ModelKey model, ProvenPlan version, Sequence input) {
    var outputs = new ArrayList<Output>();
    for (var facts : version.provenFacts().outputs()) {
      int steps = facts.timed() ? input.steps() : 1;
      var values = new float[steps * facts.volume()];
      Arrays.fill(values, 1000);
      outputs.add(new Output(facts, values, steps));
    }
    verificationQueue.offer(model, new Work.Answer(version, input), outputs);
  }
}
