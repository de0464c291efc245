/**
 * The meters and the port for operations. Its libraries: Micrometer with Prometheus' client, the
 * JDK's HTTP server. Its currency: verbs, listener interfaces that the lower rooms own.
 */
@NullMarked
package dev.unroll.metrics;

import org.jspecify.annotations.NullMarked;
