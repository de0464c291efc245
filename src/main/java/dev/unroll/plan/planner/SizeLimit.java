package dev.unroll.plan.planner;

import dev.unroll.core.LoadException;
import dev.unroll.runtime.Dimension;
import dev.unroll.runtime.GraphSession;
import dev.unroll.runtime.Port;
import java.util.List;

/** Refuses graphs whose tensors are too large, before any memory is allocated. */
final class SizeLimit {
  /** The most values of one input or output while the graph is tried: 256 MiB of floats. */
  static final long MOST_VALUES = 1L << 26;

  private SizeLimit() {}

  /**
   * @param freeSize the largest size that free dimensions get
   * @throws LoadException naming the first input or output that is too large
   */
  static void check(GraphSession session, int freeSize) throws LoadException {
    for (var ports : List.of(session.inputs(), session.outputs())) {
      for (var port : ports) {
        if (values(port, freeSize) > MOST_VALUES) {
          throw new LoadException(
              session.name()
                  + ": "
                  + port
                  + " is larger than can be served; the limit is "
                  + MOST_VALUES
                  + " values in a tensor");
        }
      }
    }
  }

  private static double values(Port port, int freeSize) {
    return port.dimensions().stream()
        .mapToDouble(Dimension::size)
        .reduce(1, (values, size) -> values * (size < 0 ? freeSize : size));
  }
}
