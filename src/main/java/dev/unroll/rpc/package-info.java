/**
 * The gRPC services: messages to plain requests, answers to messages, faults to statuses. Its
 * library: grpc-java and the generated protos. Its currency: plain requests.
 */
@NullMarked
package dev.unroll.rpc;

import org.jspecify.annotations.NullMarked;
