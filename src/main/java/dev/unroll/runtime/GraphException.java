package dev.unroll.runtime;

/**
 * A graph failed on the inputs that it was given; the message has its name and ONNX Runtime's
 * reason.
 */
public final class GraphException extends Exception {
  private static final long serialVersionUID = 1L;

  GraphException(String message) {
    super(message);
  }

  GraphException(String message, Throwable cause) {
    super(message, cause);
  }
}
