/**
 * Text, labels, tags and images to and from ids and vectors. Its libraries: DJL tokenizers and
 * ImageIO. Its currency: ids and vectors.
 */
@NullMarked
package dev.unroll.codec;

import org.jspecify.annotations.NullMarked;
