package dev.unroll.bench.load;

/** Sends calls until it is stopped. */
public interface Driver {
  void start();

  /** Stops sending. No new calls are due after it has returned. */
  void stop();

  /** Closes open streams, after {@link #stop}. Answers may still come. */
  default void end() {}
}
