package dev.unroll.core;

import org.jspecify.annotations.Nullable;

/**
 * A model, a file or a setting cannot be used. The message is one sentence for the person who wrote
 * the file: it names the thing, its value and what is allowed.
 */
public final class LoadException extends Exception {
  private static final long serialVersionUID = 1L;

  private enum Kind {
    LASTING,
    PASSING,
    INCOMPLETE,
    NO_SEQUENCE
  }

  private final Kind kind;

  public LoadException(String message) {
    this(message, null);
  }

  public LoadException(String message, @Nullable Throwable cause) {
    this(message, cause, Kind.LASTING);
  }

  private LoadException(String message, @Nullable Throwable cause, Kind kind) {
    super(message, cause);
    this.kind = kind;
  }

  /** Returns an exception for a problem that may pass without a change of files. */
  public static LoadException passing(String message) {
    return new LoadException(message, null, Kind.PASSING);
  }

  /** Returns an exception for a folder that lacks a file which may still be on its way. */
  public static LoadException incomplete(String message) {
    return new LoadException(message, null, Kind.INCOMPLETE);
  }

  /** Returns an exception for a graph that can be run, but not as one sequence of steps a row. */
  public static LoadException noSequence(String message) {
    return new LoadException(message, null, Kind.NO_SEQUENCE);
  }

  /** Returns whether the graph can be run, but not as one sequence of steps a row. */
  public boolean isNoSequence() {
    return kind == Kind.NO_SEQUENCE;
  }

  /** Returns whether a retry may succeed although no file has changed. */
  public boolean isPassing() {
    return kind == Kind.PASSING;
  }

  /** Returns whether a file is missing that may still come. */
  public boolean isIncomplete() {
    return kind == Kind.INCOMPLETE;
  }

  /** Returns the message; never null, unlike {@link #getMessage}. */
  public String reason() {
    var message = getMessage();
    return message == null ? "unknown reason" : message;
  }
}
