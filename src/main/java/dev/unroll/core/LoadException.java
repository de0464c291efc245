package dev.unroll.core;

import org.jspecify.annotations.Nullable;

/**
 * A model, a file or a setting cannot be used. The message is one sentence for the person who wrote
 * the file: it names the thing, its value and what is allowed.
 */
public final class LoadException extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean passing;

  public LoadException(String message) {
    this(message, null);
  }

  public LoadException(String message, @Nullable Throwable cause) {
    this(message, cause, false);
  }

  private LoadException(String message, @Nullable Throwable cause, boolean passing) {
    super(message, cause);
    this.passing = passing;
  }

  /** Returns an exception for a problem that may pass without a change of files. */
  public static LoadException passing(String message) {
    return new LoadException(message, null, true);
  }

  /** Returns whether a retry may succeed although no file has changed. */
  public boolean isPassing() {
    return passing;
  }

  /** Returns the message; never null, unlike {@link #getMessage}. */
  public String reason() {
    var message = getMessage();
    return message == null ? "unknown reason" : message;
  }
}
