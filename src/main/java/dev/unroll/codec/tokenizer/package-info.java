/**
 * Text to ids and back, with what a model's tokenizer or vocabulary says. Its library: DJL
 * tokenizers.
 */
@NullMarked
package dev.unroll.codec.tokenizer;

import org.jspecify.annotations.NullMarked;
