package dev.unroll.plan.independence;

/**
 * What is known of one input of a graph.
 *
 * @param batchAxis the axis of rows, or -1
 * @param timeAxis the axis of steps, or -1
 * @param role what it is
 */
public record InputFacts(int batchAxis, int timeAxis, Role role) {
  /** What an input is. */
  public enum Role {
    /** What a row says, at each step if it has time. */
    DATA,
    /** A hidden state as the run begins with it. */
    STATE,
    /** What an earlier stage has made of the whole sequence, without time. */
    WHOLE_SEQUENCE,
    /** How many steps each row has: all steps of the run. */
    LENGTHS
  }
}
