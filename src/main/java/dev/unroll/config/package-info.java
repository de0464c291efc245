/**
 * File, environment and flags to one record of settings; unknown names are errors that name the
 * nearest. Its currency: records.
 */
@NullMarked
package dev.unroll.config;

import org.jspecify.annotations.NullMarked;
