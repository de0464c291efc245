/**
 * What is admitted at the gRPC port: which threads serve a call, how many calls, bytes and
 * connections the server holds, and which calls are refused as soon as their headers are read.
 */
@NullMarked
package dev.unroll.grpc.admission;

import org.jspecify.annotations.NullMarked;
