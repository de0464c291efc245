/**
 * What an option is, and how it gets its value from flags, environment and file; unknown names are
 * errors that name the nearest. Each package declares its own options beside what they are for. Its
 * currency: values.
 */
@NullMarked
package dev.unroll.config;

import org.jspecify.annotations.NullMarked;
