/** The server as a whole: builds its parts from the bottom up, starts, drains and closes them. */
@NullMarked
package dev.unroll.server;

import org.jspecify.annotations.NullMarked;
