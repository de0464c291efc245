package dev.unroll.bench.load;

/** Determines when calls are sent. */
public sealed interface Load {
  /**
   * Closed loop: each client waits for its answer, so a slow server gets fewer calls.
   *
   * @param clients the number of clients, at least 1
   */
  record Closed(int clients) implements Load {}

  /**
   * Open loop: calls are due by a Poisson process, as from many independent users.
   *
   * @param callsPerSecond the mean rate; over 0
   */
  record Open(double callsPerSecond) implements Load {}

  /**
   * Live streams: each stays open and sends steps at a fixed rate.
   *
   * @param streams the number of streams, at least 1
   * @param stepsPerSecond steps per second of each stream; over 0
   */
  record Live(int streams, double stepsPerSecond) implements Load {}
}
