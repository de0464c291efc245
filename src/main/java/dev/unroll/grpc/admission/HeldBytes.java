package dev.unroll.grpc.admission;

/**
 * The bytes that a call makes the server hold besides its messages on the wire. They count towards
 * the limit of all calls; see {@link Admission}.
 */
public interface HeldBytes {
  /** Counts nothing. */
  HeldBytes UNCOUNTED = more -> {};

  /** Adds to what is held; less than 0 if it is held no longer. */
  void add(long more);
}
