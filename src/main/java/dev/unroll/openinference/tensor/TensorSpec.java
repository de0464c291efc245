package dev.unroll.openinference.tensor;

import java.util.List;

/**
 * A tensor that a model takes or gives.
 *
 * @param shape -1: any size
 * @param batchAxis the axis of rows; -1: it has none, and is one row's or the same for all
 * @param timeAxis the axis of steps, or -1
 * @param place where the meaning needs one: which of the plan's outputs or states
 * @param optional whether a request may leave it out
 * @param stacks whether it has no axis for rows, and several rows of an answer get one before all
 *     others
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
  /** What stands in it. */
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
    /** How much the model thinks of it. */
    SCORE,
    /** The text with the best word in the blank's place. */
    FILLED,
    /** A tag for each step or word. */
    TAGS,
    /** Where each of the tags begins and ends. */
    SPANS,
    /** What the model has generated. */
    TOKEN_IDS
  }

  public TensorSpec {
    shape = List.copyOf(shape);
  }

  /** One that has an axis for rows. */
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

  /** One string a row. */
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
