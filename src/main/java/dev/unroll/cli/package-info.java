/**
 * The commands that a user types, their flags, and what the terminal is told of failures. Its
 * library: picocli.
 */
@NullMarked
package dev.unroll.cli;

import org.jspecify.annotations.NullMarked;
