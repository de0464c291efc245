/**
 * The protocol's calls about the server rather than for an answer: metadata, configurations,
 * statistics, loading and unloading, logging.
 */
@NullMarked
package dev.unroll.openinference.admin;

import org.jspecify.annotations.NullMarked;
