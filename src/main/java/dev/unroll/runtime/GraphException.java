package dev.unroll.runtime;

/**
 * A graph failed on the inputs that it was given; the message has its name and ONNX Runtime's
 * reason.
 */
public final class GraphException extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean isOfInput;

  GraphException(String message) {
    super(message);
    this.isOfInput = false;
  }

  GraphException(String message, Throwable cause) {
    this(message, cause, false);
  }

  private GraphException(String message, Throwable cause, boolean isOfInput) {
    super(message, cause);
    this.isOfInput = isOfInput;
  }

  /**
   * The graph is not made for that input, and whoever has sent it can send another.
   *
   * @param message what the input is, and what is allowed
   */
  public static GraphException ofInput(String message, Throwable cause) {
    return new GraphException(message, cause, true);
  }

  /** Whether the input is at fault. */
  public boolean isOfInput() {
    return isOfInput;
  }
}
