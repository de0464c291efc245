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
 * The models of a folder, kept in step with it.
 *
 * <p>{@link #refresh} looks at the folder and loads what is new: of each model the highest version
 * that loads. A new version is loaded beside the old one and takes over in one step; calls in
 * flight finish on the version they began with. A version that fails is named with its reason and
 * tried again only when its files change; until then the one before it goes on.
 *
 * <p>A client may have a model loaded or unloaded; an unloaded one stays out until it is loaded,
 * whatever becomes of its files.
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

  /** Set once, by whoever closes; what is being loaded is given up then. */
  private volatile boolean closing;

  /**
   * @param loadingThreads how many models are loaded at once
   */
  public ModelRepository(
      Path root, ModelLoader loader, RepositoryListener listener, int loadingThreads) {
    this.folder = new RepositoryFolder(root);
    this.loader = loader;
    this.listener = listener;
    this.loadingThreads = new LoadingThreads(loadingThreads);
  }

  /**
   * Whether models can be expected of the folder at all.
   *
   * @param mayComeLate whether somebody will look again, so that a folder may be missing now
   * @throws LoadException where it is missing and may not be, is no folder, or cannot be read
   */
  public void checkFolder(boolean mayComeLate) throws LoadException {
    if (!mayComeLate || folder.exists()) {
      folder.models();
    }
  }

  /**
   * Looks at the folder and loads what has changed.
   *
   * @param patient leave files alone that have changed since the last look: somebody may be copying
   *     them
   * @throws LoadException where the folder itself cannot be read; all models stay as they are
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

  /** Looks at models of which that is known. */
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
      LOG.log(Level.ERROR, name + " was left as it is: looking at it failed", e.getCause());
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
    // Before a call can hold it.
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
   * Looks at one model's folder now and waits until what is in it is served. The model is looked at
   * as others again from then on.
   *
   * @param config a configuration as JSON that takes the place of the folder's config.pbtxt until
   *     the next load
   * @throws Fault NOT_FOUND where there is no such model, naming what there is
   * @throws LoadException where it cannot be loaded; an older version that answers goes on
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
        throw new LoadException("looking at it failed; the server's log says why");
      }
      if (after.failure().isPresent()) {
        if (after.served().isPresent()) {
          // It goes on as it was, and so does what is asked of it; a bad configuration that a
          // client
          // gave is no fault of the folder's.
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
   * Takes a model out of service until it is loaded; calls in flight finish on it.
   *
   * @throws Fault NOT_FOUND where there is no such model, naming what there is
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
   * Holds a model for a call.
   *
   * @param version the version that must be the one being served; 0: whichever is
   * @throws Fault NOT_FOUND, naming what there is; UNAVAILABLE where the model failed to load, is
   *     still being loaded, or was unloaded
   */
  public ModelLease lease(String name, long version) {
    return entries.lease(name, version);
  }

  /** All models, by name. */
  public List<ModelStatus> statuses() {
    return entries.statuses();
  }

  /**
   * One model.
   *
   * @throws Fault NOT_FOUND, naming what there is; UNAVAILABLE where no model has been seen yet
   */
  public ModelStatus status(String name) {
    return entries.status(name);
  }

  /** Models that answer. */
  public int servedCount() {
    return entries.servedCount();
  }

  /** Models that have neither been loaded nor failed to, by name. */
  public List<String> loading() {
    return entries.loading();
  }

  /** Nothing is loaded any more; what is being loaded is given up at its next step. */
  public void stopLoading() {
    closing = true;
    loadingThreads.interrupt();
  }

  /**
   * Lets all models go.
   *
   * @param patience how long to wait for what is being loaded: a call of ONNX Runtime goes on to
   *     its end, and the file system may not answer
   * @return false where something is still being loaded, so that ONNX Runtime must be left alone
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

  /** The same, waiting for what is being loaded however long it takes. */
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
