package dev.unroll.openinference.tensor;

import java.util.List;

/**
 * An input or output tensor of a model.
 *
 * @param shape the sizes; -1 means any size
 * @param batchAxis the axis of rows; -1 if it has none: then it belongs to one row or is the same
 *     for all
 * @param timeAxis the axis of steps; -1 if it has none
 * @param place the index of the plan's output or state, if the meaning needs one
 * @param optional whether a request may leave it out
 * @param stacks whether it has no axis of rows, and a new first axis is added for the rows of a
 *     response
 */
public record TensorSpec(
    String name,
    Datatype datatype,
    List<Long> shape,
    int batchAxis,
    int timeAxis,
    Meaning meaning,
    int place,
    boolean optional,
    boolean stacks) {
  /** The meaning of its elements. */
  public enum Meaning {
    /** The graph's own input or output. */
    GRAPH,
    /** A hidden state of the graph. */
    STATE,
    /** How many steps each row of a padded batch has. */
    LENGTHS,
    /** Text for the model's tokenizer, or text that it made. */
    TEXT,
    /** A PNG or JPEG file. */
    IMAGE,
    /** The best label, or the best word for a blank. */
    LABEL,
    /** The score of the label. */
    SCORE,
    /** The text with the best word in its blank. */
    FILLED,
    /** A tag for each step or word. */
    TAGS,
    /** The start and end of each tag. */
    SPANS,
    /** The generated ids. */
    TOKEN_IDS,
    /** The candidates that the request gives, the best first. */
    CANDIDATES,
    /** The score of each candidate, in their order. */
    CANDIDATE_SCORES
  }

  public TensorSpec {
    shape = List.copyOf(shape);
  }

  /** A tensor that has an axis of rows. */
  public TensorSpec(
      String name,
      Datatype datatype,
      List<Long> shape,
      int batchAxis,
      int timeAxis,
      Meaning meaning,
      int place,
      boolean optional) {
    this(name, datatype, shape, batchAxis, timeAxis, meaning, place, optional, false);
  }

  /** Returns a tensor with one string a row. */
  public static TensorSpec text(String name, Meaning meaning, boolean optional) {
    return new TensorSpec(name, Datatype.BYTES, List.of(-1L, 1L), 0, -1, meaning, 0, optional);
  }

  public TensorSpec named(String other) {
    return new TensorSpec(
        other, datatype, shape, batchAxis, timeAxis, meaning, place, optional, stacks);
  }

  TensorSpec shaped(List<Long> other) {
    return new TensorSpec(
        name, datatype, other, batchAxis, timeAxis, meaning, place, optional, stacks);
  }

  boolean timed() {
    return timeAxis >= 0;
  }
}
