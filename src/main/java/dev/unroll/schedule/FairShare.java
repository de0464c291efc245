package dev.unroll.schedule;

import dev.unroll.core.ModelKey;
import java.util.HashMap;
import java.util.Map;

/**
 * Puts the rows of a crowded model back in time, so that a model with few rows does not wait behind
 * the crowd: Zhang's virtual clock (SIGCOMM 1990), a clock for each model that its rows move on by
 * the time they take, and faster the more models share the lanes.
 *
 * <p>The original punishes who used the lanes while they were idle: its clock runs ahead for ever.
 * Here no row is put back by more than {@link #MOST_NANOS}, so nobody is paid back for longer.
 *
 * <p>Guarded by the scheduler's lock.
 */
final class FairShare {
  static final long MOST_NANOS = 1_000_000_000L;

  private final int lanes;
  private final Map<ModelKey, Long> clocks = new HashMap<>();

  FairShare(int lanes) {
    this.lanes = lanes;
  }

  /**
   * When the model's share of the lanes gets to a row that is ready now.
   *
   * @param nanos that the row's next slice takes for it
   * @param models that have rows now, at least 1
   */
  long turnNanos(ModelKey model, double nanos, int models, long nowNanos) {
    long clock = clocks.getOrDefault(model, nowNanos);
    long turn = Math.max(nowNanos, Math.min(clock, nowNanos + MOST_NANOS));
    clocks.put(model, turn + (long) (nanos * models / lanes));
    return turn;
  }

  /** A model without rows starts afresh. */
  void forget(ModelKey model) {
    clocks.remove(model);
  }
}
