package dev.unroll.baseline.limit;

import java.util.Map;

/**
 * What was found.
 *
 * @param cpuSecondsPerSequence of all threads together
 * @param sequencesPerSecond of all threads together
 * @param stepsPerSequence on average
 * @param rowsByLength for the mean length of each class, how many rows a batch of it has
 */
public record LimitReport(
    double cpuSecondsPerSequence,
    double sequencesPerSecond,
    double stepsPerSequence,
    Map<Integer, Integer> rowsByLength) {}
