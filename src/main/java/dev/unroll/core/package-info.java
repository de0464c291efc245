/**
 * The nouns that every room speaks: what a model is called, what a sequence is, what went wrong.
 */
@NullMarked
package dev.unroll.core;

import org.jspecify.annotations.NullMarked;
