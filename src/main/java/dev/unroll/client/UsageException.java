package dev.unroll.client;

/** What was asked for cannot be sent; one line says what is wrong with it. */
public final class UsageException extends Exception {
  private static final long serialVersionUID = 1L;

  public UsageException(String message) {
    super(message, null, false, false);
  }
}
