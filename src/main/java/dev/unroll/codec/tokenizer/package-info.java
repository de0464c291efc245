/** Converts text to ids and back with a model's tokenizer. Its library is DJL tokenizers. */
@NullMarked
package dev.unroll.codec.tokenizer;

import org.jspecify.annotations.NullMarked;
