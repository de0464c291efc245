/**
 * The other end of the wire: the client on the command line. Speaks gRPC and imports nothing of the
 * server but the nouns.
 */
@NullMarked
package dev.unroll.client;

import org.jspecify.annotations.NullMarked;
