package dev.unroll.repository;

import dev.unroll.core.Fault;
import dev.unroll.core.LoadException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The models of a folder, updated when the folder changes. Thread-safe.
 *
 * <p>{@link #refresh} checks the folder and loads the highest version of each model that can be
 * loaded. A new version is loaded while the old one is served, and replaces it atomically; calls in
 * flight finish on the version that they began with. A version that fails to load is reported with
 * the reason, and it is tried again only when its files change. Until then the version before it
 * stays.
 *
 * <p>A client may load or unload a model. An unloaded model stays unloaded until a client loads it,
 * even if its files change.
 *
 * <p>Calls read {@code entries} without a lock; only {@link #refresh}, {@link #load}, {@link
 * #unload} and {@link #close} write, one at a time.
 */
public final class ModelRepository implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(ModelRepository.class.getName());

  private final RepositoryFolder folder;
  private final ModelLoader loader;
  private final RepositoryListener listener;
  private final LoadingThreads loadingThreads;
  private final ReentrantLock refreshing = new ReentrantLock();
  private final ModelEntries entries = new ModelEntries();

  /** Set to true when the repository is closed; loading stops then. */
  private volatile boolean closing;

  /**
   * @param loadingThreads how many models are loaded at the same time
   */
  public ModelRepository(
      Path root, ModelLoader loader, RepositoryListener listener, int loadingThreads) {
    this.folder = new RepositoryFolder(root);
    this.loader = loader;
    this.listener = listener;
    this.loadingThreads = new LoadingThreads(loadingThreads);
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
   * Checks the folder and loads the models that have changed.
   *
   * @param patient whether to skip files that have changed since the last check, since they may
   *     still be being copied
   * @throws LoadException if the folder itself cannot be read; all models stay as they are
   */
  public void refresh(boolean patient) throws LoadException {
    refreshing.lock();
    try {
      if (closing) {
        return;
      }
      var folders = folder.models();
      var names = new HashSet<String>();
      folders.forEach(model -> names.add(model.getFileName().toString()));
      for (var gone : entries.names().stream().filter(name -> !names.contains(name)).toList()) {
        remove(gone);
      }
      names.stream().filter(entries::expect).forEach(listener::found);
      var before = new HashMap<Path, ModelEntry>();
      folders.forEach(model -> before.put(model, entries.get(model.getFileName().toString())));
      refreshAll(before, patient);
    } finally {
      refreshing.unlock();
    }
  }

  /** Checks models in parallel, given their folders and entries. */
  private void refreshAll(Map<Path, ModelEntry> known, boolean patient) {
    var executor = loadingThreads.open();
    try {
      var loads = new TreeMap<String, Future<ModelEntry>>();
      known.forEach((model, before) ->
          loads.put(
              model.getFileName().toString(),
              executor.submit(() ->
                  closing ? before : new ModelRefresh(loader, model, before, patient).run())));
      for (var load : loads.entrySet()) {
        adopt(load.getKey(), entries.get(load.getKey()), load.getValue());
      }
    } finally {
      executor.shutdown();
    }
  }

  private void adopt(String name, ModelEntry before, Future<ModelEntry> load) {
    ModelEntry after;
    try {
      after = load.get();
    } catch (ExecutionException e) {
      LOG.log(Level.ERROR, name + " is unchanged: checking its folder failed", e.getCause());
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    var model = after.served().filter(served -> !after.served().equals(before.served()));
    if (closing) {
      model.ifPresent(ServedModel::release);
      return;
    }
    // Set before a call can retain it.
    model.ifPresent(served -> served.whenFreed(() -> listener.freed(served.key())));
    entries.put(name, after);
    FailureNews.tell(listener, name, before, after);
    model.ifPresent(listener::served);
    if (!after.served().equals(before.served())) {
      before.served().ifPresent(old -> old.retire(listener));
    }
  }

  private void remove(String name) {
    var entry = entries.remove(name);
    LOG.log(Level.INFO, "model {0} is gone from the folder and is not served any more", name);
    listener.removed(name);
    entry.served().ifPresent(model -> model.retire(listener));
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
    refreshing.lock();
    try {
      checkOpen();
      var model =
          folder.models().stream()
              .filter(path -> path.getFileName().toString().equals(name))
              .findFirst();
      if (model.isEmpty()) {
        throw Fault.notFound("model_name", entries.unknown(name));
      }
      var before = entries.get(name);
      refreshAll(Map.of(model.get(), before.ordered(new DesiredState(false, config))), false);
      var after = entries.get(name);
      if (after.order().unloaded() || !after.order().config().equals(config)) {
        throw new LoadException("checking its folder failed; the server's log has the reason");
      }
      if (after.failure().isPresent()) {
        if (after.served().isPresent()) {
          // The model and its order stay as they were. A bad configuration from a client is not
          // recorded as a failure of the folder.
          var restored = config.isPresent() ? before : after.under(before.order());
          entries.put(name, restored);
          FailureNews.tell(listener, name, after, restored);
        }
        throw new LoadException(after.failure().get().reason());
      }
      listener.loaded(name);
    } finally {
      refreshing.unlock();
    }
  }

  /**
   * Unloads a model until a client loads it again; calls in flight finish on it.
   *
   * @throws Fault NOT_FOUND if there is no such model, naming those that exist
   */
  public void unload(String name) {
    refreshing.lock();
    try {
      checkOpen();
      if (!entries.holds(name)) {
        throw Fault.notFound("model_name", entries.unknown(name));
      }
      var before = entries.get(name);
      var after = ModelEntry.NEW.under(DesiredState.UNLOADED);
      entries.put(name, after);
      FailureNews.tell(listener, name, before, after);
      listener.unloaded(name);
      LOG.log(Level.INFO, "model {0} is unloaded, as a client has asked", name);
      before.served().ifPresent(old -> old.retire(listener));
    } finally {
      refreshing.unlock();
    }
  }

  private void checkOpen() {
    if (closing) {
      throw Fault.unavailable("the server is stopping");
    }
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
    closing = true;
    loadingThreads.interrupt();
  }

  /**
   * Closes the repository and releases all models.
   *
   * @param patience how long to wait for running loads: a call of ONNX Runtime cannot be
   *     interrupted, and the file system may hang
   * @return false if a load is still running, so that ONNX Runtime must not be closed
   */
  public boolean close(Duration patience) throws InterruptedException {
    stopLoading();
    if (!refreshing.tryLock(patience.toNanos(), TimeUnit.NANOSECONDS)) {
      return false;
    }
    try {
      letAllGo();
      return true;
    } finally {
      refreshing.unlock();
    }
  }

  /** Closes the repository, and waits for running loads without a limit. */
  @Override
  public void close() {
    stopLoading();
    refreshing.lock();
    try {
      letAllGo();
    } finally {
      refreshing.unlock();
    }
  }

  private void letAllGo() {
    entries.clear().forEach(entry -> entry.served().ifPresent(model -> model.retire(listener)));
  }
}
