/** The types that all packages share: model keys, sequences, priorities and faults. */
@NullMarked
package dev.unroll.core;

import org.jspecify.annotations.NullMarked;
