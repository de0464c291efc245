package dev.unroll.bench.load;

/** What decides when the next call is sent. */
public sealed interface Load {
  /**
   * Clients that each ask again as soon as they have their answer: a slow server is asked less.
   *
   * @param clients how many, at least 1
   */
  record Closed(int clients) implements Load {}

  /**
   * Calls that come when they come, as from many independent users: a Poisson process.
   *
   * @param callsPerSecond the mean rate, over 0
   */
  record Open(double callsPerSecond) implements Load {}

  /**
   * Streams that stay open, each sending a step at a fixed rate whatever the server does.
   *
   * @param streams how many, at least 1
   * @param stepsPerSecond steps a second of each stream, over 0
   */
  record Live(int streams, double stepsPerSecond) implements Load {}
}
