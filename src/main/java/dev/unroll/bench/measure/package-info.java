/**
 * What is counted and timed while load runs: calls, steps, latencies, the server's CPU time. Its
 * library: HdrHistogram.
 */
@NullMarked
package dev.unroll.bench.measure;

import org.jspecify.annotations.NullMarked;
