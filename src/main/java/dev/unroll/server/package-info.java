/**
 * The server as a whole: builds its parts from the bottom up, starts them, watches, drains, closes.
 */
@NullMarked
package dev.unroll.server;

import org.jspecify.annotations.NullMarked;
