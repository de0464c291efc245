package dev.unroll.core;

import org.jspecify.annotations.Nullable;

/**
 * A model, a file or a setting cannot be used. The message is one sentence for the person who wrote
 * the file: it names the thing, its value and what is allowed.
 */
public final class LoadException extends Exception {
  private static final long serialVersionUID = 1L;

  public LoadException(String message) {
    super(message);
  }

  public LoadException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** The message; never null, unlike {@link #getMessage}. */
  public String reason() {
    var message = getMessage();
    return message == null ? "unknown reason" : message;
  }
}
