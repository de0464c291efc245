package dev.unroll.core;

/** A monotonic clock: the system's in the server, a controlled one in tests. */
@FunctionalInterface
public interface Ticker {
  /** Returns the nanoseconds since an arbitrary fixed moment; only differences have a meaning. */
  long nanos();

  static Ticker system() {
    return System::nanoTime;
  }
}
