/** The results of a run as a table, as JSON and as a page with charts. */
@NullMarked
package dev.unroll.bench.report;

import org.jspecify.annotations.NullMarked;
