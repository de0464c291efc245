/**
 * The inference API that all protocols share: a call holds a model, its sequences become rows of
 * the scheduler, and their outputs become predictions. It depends on no protocol's messages.
 */
@NullMarked
package dev.unroll.inference;

import org.jspecify.annotations.NullMarked;
