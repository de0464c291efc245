package dev.unroll.plan.independence;

/**
 * What the abstract run found of one output.
 *
 * @param rowsObstacle why its rows may not share a run with others; empty: they may
 * @param stepsObstacle why it changes with where a sequence is cut; empty: it does not
 * @param isState whether it is a state as the run leaves it, changed by nothing
 * @param batchAxis the axis of rows, or -1
 * @param timeAxis the axis that has exactly the steps of the input, or -1
 */
public record OutputFacts(
    String rowsObstacle, String stepsObstacle, boolean isState, int batchAxis, int timeAxis) {}
