package dev.unroll.schedule;

import java.util.concurrent.locks.Lock;

/** What slices take, as all lanes know it: cost models, read and corrected under one lock. */
final class SharedCosts {
  private final Lock lock;

  /**
   * @param lock that guards every cost model of a model that is served
   */
  SharedCosts(Lock lock) {
    this.lock = lock;
  }

  /** What a run of that many rows is predicted to take. */
  double predict(CostModel cost, int rows, int extent) {
    lock.lock();
    try {
      return cost.nanos(rows, extent);
    } finally {
      lock.unlock();
    }
  }

  /** A run is over: the next prediction will be a better one. Returns what was predicted. */
  double learn(CostModel cost, int rows, int extent, long nanos) {
    lock.lock();
    try {
      double predicted = cost.nanos(rows, extent);
      cost.observe(rows, extent, nanos);
      return predicted;
    } finally {
      lock.unlock();
    }
  }
}
