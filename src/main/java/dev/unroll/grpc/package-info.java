/**
 * The gRPC port: threads, TLS, health, deadlines, streams that are open, and faults as statuses.
 * The services that it serves are in packages of their own, one for each protocol.
 */
@NullMarked
package dev.unroll.grpc;

import org.jspecify.annotations.NullMarked;
