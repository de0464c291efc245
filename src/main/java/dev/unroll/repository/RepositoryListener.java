package dev.unroll.repository;

import dev.unroll.core.ModelKey;

/**
 * Hears what becomes of models. Called by the thread that looks at the folder or that a client has
 * asked to load or unload, one call at a time.
 */
public interface RepositoryListener {
  /** A model's folder was not there before; {@link #served} or {@link #failed} follows. */
  default void found(String name) {}

  /** A version of a model answers from now on; an older one, if there was one, is let go. */
  default void served(ServedModel model) {}

  /**
   * A version could not be loaded. Alert on it: what somebody put there is not what is being
   * served.
   *
   * @param nothingServed whether no version of the model answers
   */
  default void failed(String name, long version, String reason, boolean nothingServed) {}

  /** No version of the model is failing any more: it was mended, or taken away. */
  default void healed(String name) {}

  /** No call gets that version of a model any more; those in flight go on. */
  default void retired(ServedModel model) {}

  /**
   * A version that does not answer any more is out of memory: the last call that held it is over.
   * Called by that call's thread.
   */
  default void freed(ModelKey key) {}

  /** A client has had the model loaded, and it answers. */
  default void loaded(String name) {}

  /** A client has had the model unloaded, and it does not answer any more. */
  default void unloaded(String name) {}

  /** The model's folder is gone, and it does not answer any more. */
  default void removed(String name) {}
}
