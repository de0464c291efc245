package dev.unroll.core;

/** Where time comes from: the system's in the server, a hand in tests. */
@FunctionalInterface
public interface Ticker {
  /** Nanoseconds since some fixed moment; only differences mean anything. */
  long nanos();

  static Ticker system() {
    return System::nanoTime;
  }
}
