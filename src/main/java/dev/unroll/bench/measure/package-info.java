/**
 * Measures calls, steps, latencies and the server's CPU time during a run. Its library is
 * HdrHistogram.
 */
@NullMarked
package dev.unroll.bench.measure;

import org.jspecify.annotations.NullMarked;
