package dev.unroll.plan.independence.value;

/**
 * What a recurrent node of a graph does.
 *
 * @param overSteps whether it runs over the steps of the input, and nothing else
 * @param overRows whether it runs over what was taken for the rows, which is then wrong
 * @param beginsWithZeros whether its first states are zeros in every run
 * @param beginsWithGiven whether its first states are the graph's own state inputs, unchanged
 * @param hasFullLengths whether every row has all steps of the run, as far as the node is told
 */
public record RecurrentFacts(
    boolean overSteps,
    boolean overRows,
    boolean beginsWithZeros,
    boolean beginsWithGiven,
    boolean hasFullLengths) {}
