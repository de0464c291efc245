/**
 * The load generator: calls a server over gRPC as clients would, measures what they would see, and
 * returns a report. It imports nothing of the server.
 */
@NullMarked
package dev.unroll.bench;

import org.jspecify.annotations.NullMarked;
