package dev.unroll.schedule;

import dev.unroll.core.ModelKey;
import java.util.HashMap;
import java.util.Map;

/**
 * Delays the turns of a model that has many rows, so that a model with few rows does not wait
 * behind them. This is Zhang's virtual clock (SIGCOMM 1990): each model has a clock, and each of
 * its rows advances the clock by the time that the row takes, multiplied by the number of models
 * that share the lanes.
 *
 * <p>In the original, a model that used idle lanes is penalised without limit, since its clock
 * stays ahead. Here no row is delayed by more than {@link #MOST_NANOS}.
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
   * Returns the turn of a row that is ready now, and advances the model's clock. It is at most
   * {@link #MOST_NANOS} after now.
   *
   * @param nanos the row's share of the time of its next slice
   * @param models how many models have rows now; at least 1
   */
  long turnNanos(ModelKey model, double nanos, int models, long nowNanos) {
    long clock = clocks.getOrDefault(model, nowNanos);
    long turn = Math.max(nowNanos, Math.min(clock, nowNanos + MOST_NANOS));
    clocks.put(model, turn + (long) (nanos * models / lanes));
    return turn;
  }

  /** Drops the clock of a model that has no rows left. */
  void forget(ModelKey model) {
    clocks.remove(model);
  }
}
