package dev.unroll.schedule.execution;

import dev.unroll.core.ModelKey;
import dev.unroll.core.Sequence;
import dev.unroll.plan.Disagreement;
import dev.unroll.plan.stage.Output;
import java.util.List;
import java.util.Map;

/** Hears of answers that were not what their rows get alone. */
@FunctionalInterface
public interface DifferenceListener {
  /** Tells nobody. */
  DifferenceListener NOBODY = row -> {};

  /**
   * A row whose answer was wrong.
   *
   * @param states that it began with, by the state's input
   * @param answered what its client got
   * @param alone what it should have got
   */
  record WrongRow(
      ModelKey model,
      Sequence input,
      Map<String, float[]> states,
      List<Output> answered,
      List<Output> alone,
      Disagreement disagreement) {}

  /**
   * A version was found wrong, and is demoted. Once a version, by a lane that is waited for: it
   * must be quick.
   */
  void differed(WrongRow row);
}
