/**
 * The protocol's administrative calls: metadata, configurations, statistics, loading and unloading,
 * logging.
 */
@NullMarked
package dev.unroll.openinference.admin;

import org.jspecify.annotations.NullMarked;
