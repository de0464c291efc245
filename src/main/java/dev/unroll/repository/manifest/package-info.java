/** A model's {@code model.yaml}: read into plain records, with errors that name the key. */
@NullMarked
package dev.unroll.repository.manifest;

import org.jspecify.annotations.NullMarked;
