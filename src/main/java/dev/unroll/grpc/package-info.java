/**
 * The gRPC port: threads, TLS, health, deadlines, open streams, and the mapping of faults to
 * statuses. Each protocol's services are in a package of their own.
 */
@NullMarked
package dev.unroll.grpc;

import org.jspecify.annotations.NullMarked;
