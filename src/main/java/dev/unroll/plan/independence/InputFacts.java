package dev.unroll.plan.independence;

/**
 * What is known about one input of a graph.
 *
 * @param batchAxis the axis of rows, or -1
 * @param timeAxis the axis of steps, or -1
 * @param role what it is
 */
public record InputFacts(int batchAxis, int timeAxis, Role role) {
  /** The role of an input. */
  public enum Role {
    /** A row's data, for each step where it has an axis of steps. */
    DATA,
    /** A hidden state at the start of the run. */
    STATE,
    /** A hidden state that is known to be zeros. */
    ZERO_STATE,
    /** What an earlier stage has computed from the whole sequence, without an axis of steps. */
    WHOLE_SEQUENCE,
    /** The number of steps of each row, which is all steps of the run. */
    LENGTHS
  }
}
