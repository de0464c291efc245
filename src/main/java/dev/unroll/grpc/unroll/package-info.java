/**
 * Unroll's own protocol, {@code unroll.v1}: converts its messages to requests of {@code inference},
 * and predictions to messages.
 */
@NullMarked
package dev.unroll.grpc.unroll;

import org.jspecify.annotations.NullMarked;
