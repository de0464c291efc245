package dev.unroll.client;

/** The user's request cannot be sent. The message says in one line what is wrong. */
public final class UsageException extends Exception {
  private static final long serialVersionUID = 1L;

  public UsageException(String message) {
    super(message, null, false, false);
  }
}
