package dev.unroll.runtime;

import org.jspecify.annotations.Nullable;

/** A graph failed on its inputs. The message has the graph's name and ONNX Runtime's reason. */
public final class GraphException extends Exception {
  private static final long serialVersionUID = 1L;

  private enum Kind {
    OF_GRAPH,
    OF_INPUT,
    OF_MEMORY,
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

  private GraphException(String message, @Nullable Throwable cause, Kind kind) {
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

  /**
   * Returns an exception for an input that needs more memory than there is, or than is allowed.
   *
   * @param message what needs how much, as far as that is known
   */
  public static GraphException ofMemory(String message, @Nullable Throwable cause) {
    return new GraphException(message, cause, Kind.OF_MEMORY);
  }

  /** Returns an exception for a run that another thread has ended. */
  public static GraphException terminated(String graph, Throwable cause) {
    return new GraphException(graph + ": the run was ended", cause, Kind.TERMINATED);
  }

  /** Returns whether the client's input is at fault. */
  public boolean isOfInput() {
    return kind == Kind.OF_INPUT;
  }

  /** Returns whether the input needs too much memory. */
  public boolean isOfMemory() {
    return kind == Kind.OF_MEMORY;
  }

  /** Returns whether another thread has ended the run; then nothing is known about the graph. */
  public boolean isTerminated() {
    return kind == Kind.TERMINATED;
  }
}
