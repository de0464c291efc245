/**
 * Options, and how they get their values from flags, environment and file. An unknown name is an
 * error that suggests the nearest known one. Each package declares its own options.
 */
@NullMarked
package dev.unroll.config;

import org.jspecify.annotations.NullMarked;
