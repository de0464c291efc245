package dev.unroll.grpc.admission;

import io.grpc.Metadata;
import io.grpc.Status;

/**
 * How a call is refused.
 *
 * @param trailers of this call alone: gRPC changes them
 */
record Refusal(Status status, Metadata trailers) {}
