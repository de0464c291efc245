package dev.unroll.repository;

import java.util.Optional;

/**
 * What a client has asked of a model, which holds until it asks for something else.
 *
 * @param unloaded whether it shall not be served, whatever is in its folder
 * @param config a configuration as JSON that takes the place of the folder's
 */
record DesiredState(boolean unloaded, Optional<String> config) {
  /** Nothing: the folder alone says what is served. */
  static final DesiredState NONE = new DesiredState(false, Optional.empty());

  static final DesiredState UNLOADED = new DesiredState(true, Optional.empty());
}
