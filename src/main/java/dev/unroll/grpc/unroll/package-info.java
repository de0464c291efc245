/** Our own protocol, {@code unroll.v1}: its messages to plain requests, predictions to messages. */
@NullMarked
package dev.unroll.grpc.unroll;

import org.jspecify.annotations.NullMarked;
