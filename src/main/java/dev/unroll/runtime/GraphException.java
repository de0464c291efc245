package dev.unroll.runtime;

/** A graph failed on its inputs. The message has the graph's name and ONNX Runtime's reason. */
public final class GraphException extends Exception {
  private static final long serialVersionUID = 1L;

  private enum Kind {
    OF_GRAPH,
    OF_INPUT,
    TERMINATED
  }

  private final Kind kind;

  GraphException(String message) {
    super(message);
    this.kind = Kind.OF_GRAPH;
  }

  GraphException(String message, Throwable cause) {
    this(message, cause, Kind.OF_GRAPH);
  }

  private GraphException(String message, Throwable cause, Kind kind) {
    super(message, cause);
    this.kind = kind;
  }

  /**
   * Returns an exception for an input that the graph does not support.
   *
   * @param message what the input is, and what is allowed
   */
  public static GraphException ofInput(String message, Throwable cause) {
    return new GraphException(message, cause, Kind.OF_INPUT);
  }

  /** Returns an exception for a run that another thread has ended. */
  public static GraphException terminated(String graph, Throwable cause) {
    return new GraphException(graph + ": the run was ended", cause, Kind.TERMINATED);
  }

  /** Returns whether the client's input is at fault. */
  public boolean isOfInput() {
    return kind == Kind.OF_INPUT;
  }

  /** Returns whether another thread has ended the run; then nothing is known about the graph. */
  public boolean isTerminated() {
    return kind == Kind.TERMINATED;
  }
}
