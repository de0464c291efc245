/**
 * The meters and the port for operations. Libraries: Micrometer with Prometheus' client, the JDK's
 * HTTP server. It implements listener interfaces that the lower packages declare.
 */
@NullMarked
package dev.unroll.metrics;

import org.jspecify.annotations.NullMarked;
