/**
 * The folder of models: manifests, versions, loading and reloading. A served model is a manifest,
 * its codecs and a plan. Its currency: served models.
 */
@NullMarked
package dev.unroll.repository;

import org.jspecify.annotations.NullMarked;
