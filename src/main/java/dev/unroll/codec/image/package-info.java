/** Image files to pixels: checked, decoded, scaled, normalised. Its library: ImageIO. */
@NullMarked
package dev.unroll.codec.image;

import org.jspecify.annotations.NullMarked;
