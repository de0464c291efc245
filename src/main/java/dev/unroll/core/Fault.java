package dev.unroll.core;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Something went wrong, said where it is known: what kind, which field of the request if one, and a
 * sentence that names the thing, its value and what is allowed. {@code grpc} turns it into a status
 * in one table; nobody logs it on the way.
 */
public final class Fault extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What kind of fault; one gRPC status each. */
  public enum Kind {
    /** The request does not fit the model; the caller can mend it. */
    INVALID_ARGUMENT,
    /** No such model or version. */
    NOT_FOUND,
    /** The model does not do what was asked. */
    FAILED_PRECONDITION,
    /** Not now: the model failed to load, or the server is going away. */
    UNAVAILABLE,
    /** Too much is waiting. */
    RESOURCE_EXHAUSTED,
    /** The caller's deadline has passed. */
    DEADLINE_EXCEEDED,
    /**
     * What the caller was at cannot go on, since it was silent for too long, say; it can begin
     * anew.
     */
    ABORTED,
    /** The caller has left. */
    CANCELLED,
    /** Nothing here does that. */
    UNIMPLEMENTED,
    /** Ours, or the graph's. */
    INTERNAL
  }

  private final Kind kind;
  private final @Nullable String field;
  private final boolean isSentence;
  private final @Nullable Duration retryAfter;

  private Fault(
      Kind kind,
      @Nullable String field,
      String message,
      @Nullable Duration retryAfter,
      @Nullable Throwable cause) {
    this(kind, field, message, false, retryAfter, cause);
  }

  private Fault(
      Kind kind,
      @Nullable String field,
      String message,
      boolean isSentence,
      @Nullable Duration retryAfter,
      @Nullable Throwable cause) {
    // A stack trace is worth its price only where we are to blame.
    super(message, cause, false, kind == Kind.INTERNAL);
    this.kind = kind;
    this.field = field;
    this.isSentence = isSentence;
    this.retryAfter = retryAfter;
  }

  /** The request's {@code field} (a path as in the protos: {@code input.text}) does not fit. */
  public static Fault invalid(String field, String message) {
    return new Fault(Kind.INVALID_ARGUMENT, field, message, null, null);
  }

  /** The same with a message that says by itself what it is about: it stands alone. */
  public static Fault invalidSentence(String field, String sentence) {
    return new Fault(Kind.INVALID_ARGUMENT, field, sentence, true, null, null);
  }

  public static Fault notFound(String field, String message) {
    return new Fault(Kind.NOT_FOUND, field, message, null, null);
  }

  public static Fault failedPrecondition(String message) {
    return new Fault(Kind.FAILED_PRECONDITION, null, message, null, null);
  }

  public static Fault unavailable(String message) {
    return new Fault(Kind.UNAVAILABLE, null, message, null, null);
  }

  /** Full; worth another try after {@code retryAfter}. */
  public static Fault exhausted(String message, Duration retryAfter) {
    return new Fault(Kind.RESOURCE_EXHAUSTED, null, message, retryAfter, null);
  }

  public static Fault deadlineExceeded(String message) {
    return new Fault(Kind.DEADLINE_EXCEEDED, null, message, null, null);
  }

  public static Fault aborted(String message) {
    return new Fault(Kind.ABORTED, null, message, null, null);
  }

  public static Fault cancelled(String message) {
    return new Fault(Kind.CANCELLED, null, message, null, null);
  }

  public static Fault unimplemented(String message) {
    return new Fault(Kind.UNIMPLEMENTED, null, message, null, null);
  }

  /** The same fault, worded for callers who know the request by other names. */
  public Fault worded(String message) {
    return new Fault(kind, null, message, retryAfter, getCause());
  }

  public static Fault internal(String message, @Nullable Throwable cause) {
    return new Fault(Kind.INTERNAL, null, message, null, cause);
  }

  public Kind kind() {
    return kind;
  }

  /** The field of the request that is at fault, or null. */
  public @Nullable String field() {
    return field;
  }

  /** The message with the field that it is about before it, if there is one. */
  public String sentence() {
    return field == null || isSentence ? reason() : field + ": " + reason();
  }

  /** When to try again, or null. */
  public @Nullable Duration retryAfter() {
    return retryAfter;
  }

  /** The message; never null, unlike {@link #getMessage}. */
  public String reason() {
    var message = getMessage();
    return message == null ? kind.name() : message;
  }
}
