/**
 * The client of the command line. It calls the server over gRPC, and imports nothing of the server.
 */
@NullMarked
package dev.unroll.client;

import org.jspecify.annotations.NullMarked;
