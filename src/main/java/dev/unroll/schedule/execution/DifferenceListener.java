package dev.unroll.schedule.execution;

import dev.unroll.core.ModelKey;
import dev.unroll.core.Sequence;
import dev.unroll.plan.Disagreement;
import dev.unroll.plan.stage.Output;
import java.util.List;
import java.util.Map;

/** Gets the rows whose answers differed from what they get alone. */
@FunctionalInterface
public interface DifferenceListener {
  /** Does nothing. */
  DifferenceListener NOBODY = row -> {};

  /**
   * A row whose answer was wrong.
   *
   * @param states the initial states, by the name of the state's input
   * @param answered the outputs that the client got
   * @param alone the outputs that the row gets alone
   */
  record WrongRow(
      ModelKey model,
      Sequence input,
      Map<String, float[]> states,
      List<Output> answered,
      List<Output> alone,
      Disagreement disagreement) {}

  /** Called once a version, after it was demoted. It runs on a lane, so it must be quick. */
  void differed(WrongRow row);
}
