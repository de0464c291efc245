package dev.unroll.baseline.table;

/** The run cannot go on, and why: a server that failed, an answer that is wrong. */
final class BenchException extends Exception {
  private static final long serialVersionUID = 1;

  BenchException(String reason) {
    super(reason);
  }
}
