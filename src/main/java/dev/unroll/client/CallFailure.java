package dev.unroll.client;

import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/** A call failed; one line says how: the status, the field at fault if one, and what to do. */
public final class CallFailure extends Exception {
  private static final long serialVersionUID = 1L;

  private final Status.Code code;
  private final boolean unreachable;

  CallFailure(Status.Code code, String message, boolean unreachable, @Nullable Throwable cause) {
    super(message, cause);
    this.code = code;
    this.unreachable = unreachable;
  }

  /** How the call ended. */
  public Status.Code code() {
    return code;
  }

  /** Whether there was nobody to call: further calls would fail as well. */
  boolean isUnreachable() {
    return unreachable;
  }
}
