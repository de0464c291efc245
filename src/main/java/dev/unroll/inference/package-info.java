/**
 * What every protocol asks of the engine: a call holds a model, its sequences become rows of the
 * scheduler, and their numbers become predictions. It knows no message of any protocol.
 */
@NullMarked
package dev.unroll.inference;

import org.jspecify.annotations.NullMarked;
