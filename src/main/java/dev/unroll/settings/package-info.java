/**
 * Reads YAML files strictly into records: an unknown key is an error that names the nearest known
 * one; and the parts that matter of JSON whose format others define. Its library: Jackson. Its
 * currency: records.
 */
@NullMarked
package dev.unroll.settings;

import org.jspecify.annotations.NullMarked;
