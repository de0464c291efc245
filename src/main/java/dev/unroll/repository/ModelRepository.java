package dev.unroll.repository;

import dev.unroll.core.Fault;
import dev.unroll.core.LoadException;
import dev.unroll.repository.folder.RepositoryFolder;
import dev.unroll.runtime.ActiveRuns;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * The models of a folder, updated when the folder changes. Thread-safe.
 *
 * <p>{@link #look} checks the folder and loads the highest version of each model that can be
 * loaded. A new version is loaded while the old one is served, and replaces it atomically; calls in
 * flight finish on the version that they began with. A version that fails to load is reported with
 * the reason, and it is tried again only when its files change. Until then the version before it
 * stays.
 *
 * <p>A client may load or unload a model. An unloaded model stays unloaded until a client loads it,
 * even if its files change.
 *
 * <p>Each model is loaded by itself and served as soon as it is loaded, so no model waits for
 * another, and an unload never waits for a load. Calls read {@code entries} without a lock.
 */
public final class ModelRepository implements AutoCloseable {
  private static final Duration FOREVER = Duration.ofDays(10_000);

  private final RepositoryFolder folder;
  private final ModelEntries entries = new ModelEntries();
  private final ModelChanges changes;

  /**
   * @param activeRuns the runs of graphs in this process; loading may end its own
   */
  public ModelRepository(
      Path root,
      ModelLoader loader,
      RepositoryListener listener,
      LoadLimits limits,
      ActiveRuns activeRuns) {
    this.folder = new RepositoryFolder(root);
    this.changes = new ModelChanges(loader, listener, limits, activeRuns, entries);
  }

  /**
   * Checks that the folder can be used.
   *
   * @param mayComeLate whether the folder is checked again later, so that it may be missing now
   * @throws LoadException if it is missing and may not be, is not a folder, or cannot be read
   */
  public void checkFolder(boolean mayComeLate) throws LoadException {
    if (!mayComeLate || folder.exists()) {
      folder.models();
    }
  }

  /**
   * Checks the folder and loads the models that have changed, each by itself. A model that is still
   * being loaded is left alone.
   *
   * @param patient whether to skip files that have changed since the last check, since they may
   *     still be being copied
   * @return done when all these loads are
   * @throws LoadException if the folder itself cannot be read; all models stay as they are
   */
  public CompletableFuture<?> look(boolean patient) throws LoadException {
    var folders = new TreeMap<String, Path>();
    folder.models().forEach(model -> folders.put(model.getFileName().toString(), model));
    return changes.look(folders, patient);
  }

  /** Does the same as {@link #look}, and waits for the loads. */
  public void refresh(boolean patient) throws LoadException {
    look(patient).join();
  }

  /**
   * Loads one model from its folder and waits until it is served. From then on the model follows
   * its folder again.
   *
   * @param config a configuration as JSON that replaces the folder's config.pbtxt until the next
   *     load
   * @throws Fault NOT_FOUND if there is no such model, naming those that exist
   * @throws LoadException if it cannot be loaded; an older version that is served stays
   */
  public void load(String name, Optional<String> config) throws LoadException {
    var order = new DesiredState(false, config);
    var load = begin(name, order);
    ModelEntry after;
    try {
      after = load.adopted().join();
    } catch (CompletionException e) {
      throw new LoadException("checking its folder failed; the server's log has the reason", e);
    }
    if (load.isCancelled()) {
      throw new LoadException("it was unloaded meanwhile, or the server stops");
    }
    if (after.failure().isPresent()) {
      throw new LoadException(after.failure().get().reason());
    }
    changes.loaded(name);
  }

  /** Begins a load that a client has ordered, once the one that is under way is over. */
  private ModelLoad begin(String name, DesiredState order) throws LoadException {
    while (true) {
      var model =
          folder.models().stream()
              .filter(path -> path.getFileName().toString().equals(name))
              .findFirst();
      var load = changes.order(name, model.orElse(null), order);
      if (load.isPresent()) {
        return load.get();
      }
      changes.current(name).ifPresent(other -> other.over().join());
    }
  }

  /**
   * Unloads a model until a client loads it again; calls in flight finish on it.
   *
   * @throws Fault NOT_FOUND if there is no such model, naming those that exist
   */
  public void unload(String name) {
    changes.unload(name);
  }

  /**
   * Retains a model for a call. The caller must close the lease.
   *
   * @param version the version that must be served, or 0 for any
   * @throws Fault NOT_FOUND if there is no such model or version, naming those that exist;
   *     UNAVAILABLE if the model failed to load, is still being loaded, or was unloaded
   */
  public ModelLease lease(String name, long version) {
    return entries.lease(name, version);
  }

  /** Returns the status of all models, ordered by name. */
  public List<ModelStatus> statuses() {
    return entries.statuses();
  }

  /**
   * Returns the status of one model.
   *
   * @throws Fault NOT_FOUND if there is no such model, naming those that exist; UNAVAILABLE if no
   *     model has been found yet
   */
  public ModelStatus status(String name) {
    return entries.status(name);
  }

  /** Returns how many models are served. */
  public int servedCount() {
    return entries.servedCount();
  }

  /** Returns the names of the models that are being loaded for the first time. */
  public List<String> loading() {
    return entries.loading();
  }

  /** Stops loading: no further model is loaded, and running loads stop at their next step. */
  public void stopLoading() {
    changes.stop();
  }

  /**
   * Closes the repository and releases all models.
   *
   * @param patience how long to wait for running loads: a call of ONNX Runtime cannot always be
   *     ended, and the file system may hang
   * @return false if a load is still running, so that ONNX Runtime must not be closed
   */
  public boolean close(Duration patience) throws InterruptedException {
    return changes.close(patience);
  }

  /** Closes the repository, and waits for running loads without a limit. */
  @Override
  public void close() {
    try {
      close(FOREVER);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
