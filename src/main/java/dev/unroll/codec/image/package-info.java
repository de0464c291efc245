/** Checks, decodes and scales image files. Its library is ImageIO. */
@NullMarked
package dev.unroll.codec.image;

import org.jspecify.annotations.NullMarked;
