package dev.unroll.repository;

import java.util.Optional;

/**
 * What a client has asked for a model. It holds until a client asks for something else.
 *
 * @param unloaded whether the model must not be served, whatever is in its folder
 * @param config a configuration as JSON that replaces the folder's
 */
record DesiredState(boolean unloaded, Optional<String> config) {
  /** No request: the folder alone decides what is served. */
  static final DesiredState NONE = new DesiredState(false, Optional.empty());

  static final DesiredState UNLOADED = new DesiredState(true, Optional.empty());
}
