/**
 * The model repository: manifests, versions, loading and reloading. A served model has a manifest,
 * codecs and a plan.
 */
@NullMarked
package dev.unroll.repository;

import org.jspecify.annotations.NullMarked;
