package dev.unroll.core;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A request failed. A fault has a kind, the field of the request that caused it (if any), and a
 * message that names the thing, its value and what is allowed. {@code grpc} maps it to a status in
 * one table, and logs it there if needed; code that a fault passes through does not log it.
 */
public final class Fault extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private static final Duration SOON = Duration.ofSeconds(1);
  private static final Duration LEAST_RETRY = Duration.ofMillis(10);
  private static final Duration MOST_RETRY = Duration.ofSeconds(30);

  /** The kinds of faults. Each maps to one gRPC status. */
  public enum Kind {
    /** The request does not fit the model; the caller can correct it. */
    INVALID_ARGUMENT,
    /** The model or version does not exist. */
    NOT_FOUND,
    /** The model does not do what was asked. */
    FAILED_PRECONDITION,
    /** The model failed to load, or the server is stopping. */
    UNAVAILABLE,
    /** A limit on rows, bytes or waiting work has been reached. */
    RESOURCE_EXHAUSTED,
    /** The caller's deadline has passed. */
    DEADLINE_EXCEEDED,
    /**
     * A stream or sequence cannot continue, for example because the client was silent for too long.
     * The caller can start a new one.
     */
    ABORTED,
    /** The caller has cancelled. */
    CANCELLED,
    /** The server does not support the operation. */
    UNIMPLEMENTED,
    /** The server or the graph is at fault. */
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
    // A stack trace is worth its cost only for an internal fault.
    super(message, cause, false, kind == Kind.INTERNAL);
    this.kind = kind;
    this.field = field;
    this.isSentence = isSentence;
    this.retryAfter = retryAfter;
  }

  /** Returns a fault about a field of the request, a path such as {@code input.text}. */
  public static Fault invalid(String field, String message) {
    return new Fault(Kind.INVALID_ARGUMENT, field, message, null, null);
  }

  /** Returns the same with a complete sentence, which is shown without the field before it. */
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

  /** Returns a RESOURCE_EXHAUSTED fault that advises a retry after one second. */
  public static Fault exhausted(String message) {
    return exhausted(message, SOON);
  }

  /** Returns a RESOURCE_EXHAUSTED fault that advises a retry after {@code retryAfter}. */
  public static Fault exhausted(String message, Duration retryAfter) {
    return new Fault(Kind.RESOURCE_EXHAUSTED, null, message, retryAfter, null);
  }

  /** Returns the same for a predicted time, which is kept between 10 ms and 30 s. */
  public static Fault exhausted(String message, double retryNanos) {
    var retry = Duration.ofNanos((long) retryNanos);
    retry = retry.compareTo(LEAST_RETRY) < 0 ? LEAST_RETRY : retry;
    return exhausted(message, retry.compareTo(MOST_RETRY) > 0 ? MOST_RETRY : retry);
  }

  /**
   * Returns a RESOURCE_EXHAUSTED fault that advises no retry: the same request would reach the
   * limit again.
   */
  public static Fault limitReached(String message) {
    return new Fault(Kind.RESOURCE_EXHAUSTED, null, message, null, null);
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

  /** Returns the same fault without a field, in the words of a protocol with other fields. */
  public Fault worded(String message) {
    return new Fault(kind, null, message, retryAfter, getCause());
  }

  public static Fault internal(String message, @Nullable Throwable cause) {
    return new Fault(Kind.INTERNAL, null, message, null, cause);
  }

  public Kind kind() {
    return kind;
  }

  /** Returns the field of the request that is at fault, or null if there is none. */
  public @Nullable String field() {
    return field;
  }

  /** Returns the message, with the field before it if there is one. */
  public String sentence() {
    return field == null || isSentence ? reason() : field + ": " + reason();
  }

  /** Returns how long to wait before a retry, or null if that is not known. */
  public @Nullable Duration retryAfter() {
    return retryAfter;
  }

  /** Returns the message; never null, unlike {@link #getMessage}. */
  public String reason() {
    var message = getMessage();
    return message == null ? kind.name() : message;
  }
}
