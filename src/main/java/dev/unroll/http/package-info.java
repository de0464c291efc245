/**
 * An HTTP server that a client cannot block: limits of connections, of time and of answers under
 * way. It knows nothing of what its routes answer.
 */
@NullMarked
package dev.unroll.http;

import org.jspecify.annotations.NullMarked;
