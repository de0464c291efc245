/** The commands, their flags, and their error messages. Its library is picocli. */
@NullMarked
package dev.unroll.cli;

import org.jspecify.annotations.NullMarked;
