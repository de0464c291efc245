package dev.unroll.http;

/** Learns what a server has ended because of its limits. */
public interface HttpMeter {
  /** Does nothing. */
  HttpMeter NOOP = reason -> {};

  /** Why a server ends a connection or refuses a request. */
  enum Reason {
    /** The head of a request was not sent in time. */
    REQUEST,
    /** An answer was not read in time. */
    ANSWER,
    /** There were too many connections, and this one was closed for a new one. */
    CONNECTIONS,
    /** There were too many answers of a route under way. */
    UNDER_WAY
  }

  /** A connection was closed, or a request refused. */
  void ended(Reason reason);
}
