package dev.unroll.schedule;

/**
 * The work that is queued. Whoever admits calls before their model is known decides by it.
 *
 * @param nanosPerLane predicted work that waits for each lane
 * @param leastWaitNanos how long a new row of any model must be able to wait: one with an earlier
 *     deadline is refused, whatever its model; 0 if that depends on the model
 * @param nanosPerRow by how much a further row makes that longer: the mean of the rows that are in
 */
public record QueuedWork(double nanosPerLane, double leastWaitNanos, double nanosPerRow) {}
