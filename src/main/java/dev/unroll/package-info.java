/** Main and Server: builds the house bottom-up, starts it, drains it, closes it. */
@NullMarked
package dev.unroll;

import org.jspecify.annotations.NullMarked;
