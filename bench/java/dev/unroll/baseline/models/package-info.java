/** The graphs that the bench serves, made here with random weights. */
@NullMarked
package dev.unroll.baseline.models;

import org.jspecify.annotations.NullMarked;
