/**
 * Reads YAML files strictly into records: an unknown key is an error that suggests the nearest
 * known one. Also reads parts of JSON files of third-party formats. Its library is Jackson.
 */
@NullMarked
package dev.unroll.settings;

import org.jspecify.annotations.NullMarked;
