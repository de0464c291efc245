package dev.unroll.schedule.cost;

/** What slices take, as all lanes know it: cost models, read and corrected under one lock. */
public final class SharedCosts {
  private final Object lock;

  /**
   * @param lock that guards every cost model of a model that is served
   */
  public SharedCosts(Object lock) {
    this.lock = lock;
  }

  /** What a run of that many rows is predicted to take. */
  public double predict(CostModel cost, int rows, int extent) {
    synchronized (lock) {
      return cost.nanos(rows, extent);
    }
  }

  /** A run is over: the next prediction will be a better one. Returns what was predicted. */
  public double learn(CostModel cost, int rows, int extent, long nanos) {
    synchronized (lock) {
      double predicted = cost.nanos(rows, extent);
      cost.observe(rows, extent, nanos);
      return predicted;
    }
  }
}
