/**
 * Converts text, images, labels and tags to and from ids and vectors. Its libraries are DJL
 * tokenizers and ImageIO.
 */
@NullMarked
package dev.unroll.codec;

import org.jspecify.annotations.NullMarked;
