/**
 * The load generator: drives a server as its clients would, and measures what they would see.
 * Speaks gRPC and imports nothing of the server; hands up a report.
 */
@NullMarked
package dev.unroll.bench;

import org.jspecify.annotations.NullMarked;
