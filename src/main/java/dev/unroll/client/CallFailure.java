package dev.unroll.client;

import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/** A call failed. The message is one line: the status, the field if any, and what to do. */
public final class CallFailure extends Exception {
  private static final long serialVersionUID = 1L;

  private final Status.Code code;
  private final boolean unreachable;

  CallFailure(Status.Code code, String message, boolean unreachable, @Nullable Throwable cause) {
    super(message, cause);
    this.code = code;
    this.unreachable = unreachable;
  }

  /** Returns the status code of the call. */
  public Status.Code code() {
    return code;
  }

  /** Returns whether the server could not be reached, so that further calls would fail, too. */
  boolean isUnreachable() {
    return unreachable;
  }
}
