package dev.unroll.repository;

import dev.unroll.core.ModelKey;

/**
 * Gets the changes of models. Except for {@link #freed}, its methods are called one at a time, by
 * the thread that checks the folder or that loads or unloads a model for a client.
 */
public interface RepositoryListener {
  /** A new model's folder was found; {@link #served} or {@link #failed} follows. */
  default void found(String name) {}

  /** A version of a model is served from now on; an older one, if there was one, is retired. */
  default void served(ServedModel model) {}

  /**
   * A version could not be loaded. Alert on it: the newest version in the folder is not the one
   * that is served.
   *
   * @param nothingServed whether no version of the model is served
   */
  default void failed(String name, long version, String reason, boolean nothingServed) {}

  /** No version of the model fails any more: the version was repaired or removed. */
  default void recovered(String name) {}

  /** A version is retired: no new call gets it; calls in flight go on. */
  default void retired(ServedModel model) {}

  /**
   * A retired version has been unloaded, since the last call that held it is over. Called by that
   * call's thread.
   */
  default void freed(ModelKey key) {}

  /** A client has loaded the model, and it is served. */
  default void loaded(String name) {}

  /** A client has unloaded the model, and it is not served any more. */
  default void unloaded(String name) {}

  /** The model's folder was removed, and the model is not served any more. */
  default void removed(String name) {}
}
