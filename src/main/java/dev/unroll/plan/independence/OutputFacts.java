package dev.unroll.plan.independence;

/**
 * What the analysis found about one output.
 *
 * @param rowsObstacle why its rows may not share a run; empty where they may
 * @param stepsObstacle why it depends on where a sequence is cut; empty where it does not
 * @param isState whether it is a hidden state at the end of the run, unchanged
 * @param batchAxis the axis of rows, or -1
 * @param timeAxis the axis that has exactly the steps of the input, or -1
 */
public record OutputFacts(
    String rowsObstacle, String stepsObstacle, boolean isState, int batchAxis, int timeAxis) {}
