package dev.unroll.schedule;

import dev.unroll.core.ModelKey;
import dev.unroll.schedule.cost.CostModel;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * Which running slices hold their lanes for long. With two lanes or more, one lane is kept from
 * long runs, so that a short row never waits for a long run to end.
 *
 * <p>A run is long if it is predicted to be, or if runs of its model have lately taken far longer
 * than predicted.
 *
 * <p>Guarded by the scheduler's lock.
 */
final class LongRuns {
  /** What a new row may wait for a run. Only a run that cannot be sliced takes longer. */
  static final double LEAST_NANOS = 20_000_000;

  /** How long a model counts as slow after one of its runs was. */
  static final long SLOW_FOR_NANOS = 300_000_000_000L;

  private final int lanes;
  private final IdentityHashMap<Slice, Boolean> running = new IdentityHashMap<>();
  private final Map<ModelKey, Long> slowSince = new HashMap<>();
  private int count;

  LongRuns(int lanes) {
    this.lanes = lanes;
  }

  /** Whether a lane may take a further long run. */
  boolean mayBegin() {
    return lanes == 1 || count < lanes - 1;
  }

  /** Whether the row's next run will hold its lane for long. */
  boolean isLong(Row row, long nowNanos) {
    var execution = row.rowExecution;
    return isSlow(row.model, nowNanos)
        || (!execution.isSliced()
            && isLong(
                execution.cost(),
                execution.cost().nanos(execution.memories().size(), row.extent())));
  }

  private static boolean isLong(CostModel cost, double nanos) {
    return nanos > Math.max(LEAST_NANOS, 2 * SliceSizer.boundNanos(cost));
  }

  void start(Slice slice, boolean isLong) {
    running.put(slice, isLong);
    count += isLong ? 1 : 0;
  }

  void end(Slice slice) {
    count -= Boolean.TRUE.equals(running.remove(slice)) ? 1 : 0;
  }

  /**
   * Records that a running slice takes far longer than predicted.
   *
   * @return whether its model was not known to be slow; then its rows must be looked at again
   */
  boolean isSlow(Slice slice, long nowNanos) {
    if (!running.containsKey(slice)) {
      return false;
    }
    count += Boolean.FALSE.equals(running.put(slice, true)) ? 1 : 0;
    boolean isNew = !isSlow(slice.model(), nowNanos);
    slowSince.put(slice.model(), nowNanos);
    return isNew;
  }

  private boolean isSlow(ModelKey model, long nowNanos) {
    var since = slowSince.get(model);
    if (since != null && nowNanos - since > SLOW_FOR_NANOS) {
      slowSince.remove(model);
      return false;
    }
    return since != null;
  }
}
