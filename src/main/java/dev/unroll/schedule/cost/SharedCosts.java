package dev.unroll.schedule.cost;

/** Reads and corrects the cost models that all lanes share, under one lock. Thread-safe. */
public final class SharedCosts {
  private final Object lock;

  /**
   * @param lock guards the cost models of all served models
   */
  public SharedCosts(Object lock) {
    this.lock = lock;
  }

  /** Returns the predicted time of a run, in nanoseconds. */
  public double predict(CostModel cost, int rows, int extent) {
    synchronized (lock) {
      return cost.nanos(rows, extent);
    }
  }

  /**
   * Corrects the model by the time that a run took. Returns what was predicted before, in
   * nanoseconds.
   */
  public double learn(CostModel cost, int rows, int extent, long nanos) {
    synchronized (lock) {
      double predicted = cost.nanos(rows, extent);
      cost.observe(rows, extent, nanos);
      return predicted;
    }
  }
}
