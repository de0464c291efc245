package dev.unroll.grpc.admission;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts what the clients of each address have open, up to a limit of an address. An address that
 * has nothing open takes no memory. Thread-safe.
 */
public final class CountByAddress {
  private final int most;
  private final Map<String, Integer> open = new ConcurrentHashMap<>();

  /**
   * @param most what an address may have open
   */
  public CountByAddress(int most) {
    this.most = most;
  }

  /** Counts one more and returns true, or returns false if it would be beyond the limit. */
  public boolean enter(String address) {
    if (open.merge(address, 1, Integer::sum) > most) {
      leave(address);
      return false;
    }
    return true;
  }

  /** Counts one less, of an address that has entered. */
  public void leave(String address) {
    open.computeIfPresent(address, (unused, count) -> count == 1 ? null : count - 1);
  }

  /** Returns the limit of an address. */
  public int most() {
    return most;
  }
}
