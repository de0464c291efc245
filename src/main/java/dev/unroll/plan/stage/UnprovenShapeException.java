package dev.unroll.plan.stage;

/** A graph has given an output of another shape than it was seen and proven to give. */
public final class UnprovenShapeException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  UnprovenShapeException(String message) {
    super(message);
  }
}
