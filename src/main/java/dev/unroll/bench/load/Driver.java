package dev.unroll.bench.load;

/** Sends, until it is told to stop. */
public interface Driver {
  void start();

  /** Nothing new is due any more once it has returned. */
  void stop();

  /** Ends what is still open, after {@link #stop}; answers may come until they have all come. */
  default void end() {}
}
