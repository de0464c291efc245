/** Writes the results of a run as a table, as JSON, and as an HTML page with charts. */
@NullMarked
package dev.unroll.bench.report;

import org.jspecify.annotations.NullMarked;
