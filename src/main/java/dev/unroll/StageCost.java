package dev.unroll;

/**
 * What a slice of a stage costs, spread over its steps.
 *
 * @param rows that shared the slice
 * @param steps that each of them gave
 * @param microsPerStep microseconds for one step of one row
 */
record StageCost(int rows, int steps, double microsPerStep) {}
