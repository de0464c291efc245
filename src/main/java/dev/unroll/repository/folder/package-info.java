/** What the folder of models holds: which folders are models, which versions they have. */
@NullMarked
package dev.unroll.repository.folder;

import org.jspecify.annotations.NullMarked;
