package dev.unroll.grpc.admission;

import dev.unroll.inference.RequestMeter;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts the connections to the gRPC port, in all and by client address, and says whether one more
 * is within the limits. Thread-safe.
 */
final class OpenConnections {
  private final int most;
  private final RequestMeter meter;
  private final AtomicInteger count = new AtomicInteger();
  private final CountByAddress byAddress;

  OpenConnections(AdmissionLimits limits, RequestMeter meter) {
    this.most = limits.maxConnections();
    this.byAddress = new CountByAddress(limits.maxConnectionsPerAddress());
    this.meter = meter;
  }

  /** Counts a new connection and returns true, or returns false if it is beyond a limit. */
  boolean enter(String address) {
    if (count.incrementAndGet() > most) {
      count.decrementAndGet();
      meter.rejected("connections");
      return false;
    }
    if (!byAddress.enter(address)) {
      count.decrementAndGet();
      meter.rejected("connections");
      return false;
    }
    return true;
  }

  void leave(String address) {
    count.decrementAndGet();
    byAddress.leave(address);
  }

  /** Returns how many connections are open. */
  int count() {
    return count.get();
  }
}
