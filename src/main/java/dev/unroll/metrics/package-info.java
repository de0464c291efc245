/**
 * The meters and the port for operations. Its library: Micrometer with Prometheus. Its currency:
 * verbs, listener interfaces that the lower rooms own.
 */
@NullMarked
package dev.unroll.metrics;

import org.jspecify.annotations.NullMarked;
