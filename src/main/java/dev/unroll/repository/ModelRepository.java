package dev.unroll.repository;

import dev.unroll.core.Fault;
import dev.unroll.core.LoadException;
import dev.unroll.core.Nearest;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
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
 * <p>Calls read {@code entries} without a lock; only {@link #refresh} and {@link #close} write, one
 * at a time.
 */
public final class ModelRepository {
  private static final System.Logger LOG = System.getLogger(ModelRepository.class.getName());

  private final RepositoryFolder folder;
  private final ModelLoader loader;
  private final RepositoryListener listener;
  private final LoadingThreads loadingThreads;
  private final ReentrantLock refreshing = new ReentrantLock();
  private final Map<String, ModelEntry> entries = new ConcurrentHashMap<>();

  /** Set once, by whoever closes; what is being loaded is given up then. */
  private volatile boolean closing;

  /** Set by the first look that finds a model: until then a name is not unknown but early. */
  private volatile boolean hasSeenModels;

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
      for (var gone : entries.keySet().stream().filter(name -> !names.contains(name)).toList()) {
        remove(gone);
      }
      names.forEach(this::expect);
      refreshAll(folders, patient);
    } finally {
      refreshing.unlock();
    }
  }

  /** From now on it is a model that is being loaded, to whoever asks. */
  private void expect(String name) {
    if (entries.putIfAbsent(name, ModelEntry.NEW) == null) {
      listener.found(name);
    }
    hasSeenModels = true;
  }

  private void refreshAll(List<Path> folders, boolean patient) {
    var executor = loadingThreads.open();
    try {
      var loads = new TreeMap<String, Future<ModelEntry>>();
      for (var model : folders) {
        var name = model.getFileName().toString();
        var before = entries.getOrDefault(name, ModelEntry.NEW);
        loads.put(
            name,
            executor.submit(
                () -> closing ? before : new ModelRefresh(loader, model, before, patient).run()));
      }
      for (var load : loads.entrySet()) {
        adopt(load.getKey(), entries.getOrDefault(load.getKey(), ModelEntry.NEW), load.getValue());
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
      model.ifPresent(ServedModel::letGo);
      return;
    }
    // Before a call can hold it.
    model.ifPresent(served -> served.whenFreed(() -> listener.freed(served.key())));
    entries.put(name, after);
    tellOfFailure(name, before, after);
    model.ifPresent(listener::served);
    if (!after.served().equals(before.served())) {
      before.served().ifPresent(ServedModel::letGo);
    }
  }

  private void tellOfFailure(String name, ModelEntry before, ModelEntry after) {
    if (after.failure().equals(before.failure())) {
      return;
    }
    if (after.failure().isEmpty()) {
      listener.healed(name);
      return;
    }
    var failure = after.failure().get();
    LOG.log(
        Level.ERROR,
        "model {0} version {1} failed to load: {2}",
        name,
        Long.toString(failure.version()),
        failure.reason());
    listener.failed(name, failure.version(), failure.reason(), after.served().isEmpty());
  }

  private void remove(String name) {
    var entry = entries.remove(name);
    if (entry != null) {
      LOG.log(Level.INFO, "model {0} is gone from the folder and is not served any more", name);
      listener.removed(name);
      entry.served().ifPresent(ServedModel::letGo);
    }
  }

  /**
   * Holds a model for a call.
   *
   * @param version the version that must be the one being served; 0: whichever is
   * @throws Fault NOT_FOUND, naming what there is; UNAVAILABLE where the model failed to load, or
   *     is still being loaded
   */
  public ModelLease lease(String name, long version) {
    while (true) {
      var entry = entries.get(name);
      if (entry == null) {
        throw absent("model.name", name);
      }
      if (entry.served().isEmpty()) {
        throw Fault.unavailable(
            "model '"
                + name
                + "' "
                + entry
                    .failure()
                    .map(failure -> "failed to load: " + failure.reason())
                    .orElse("is still being loaded; try again"));
      }
      var model = entry.served().get();
      if (version != 0 && version != model.key().version()) {
        throw Fault.notFound(
            "model.version",
            "model '"
                + name
                + "' has no version "
                + version
                + "; served is "
                + model.key().version());
      }
      // A model let go between the look and the hold has a successor by now.
      if (model.hold()) {
        return new ModelLease(model);
      }
    }
  }

  private Fault absent(String field, String name) {
    return hasSeenModels
        ? Fault.notFound(field, unknown(name))
        : Fault.unavailable(
            "model '" + name + "' is not there yet: the server is waiting for its first models");
  }

  private String unknown(String name) {
    var known = entries.keySet().stream().sorted().toList();
    return "model '"
        + name
        + "' does not exist"
        + Nearest.hint(name, known)
        + "; there are "
        + (known.isEmpty() ? "none" : String.join(", ", known));
  }

  /** All models, by name. */
  public List<ModelStatus> statuses() {
    var statuses = new ArrayList<ModelStatus>();
    new TreeMap<>(entries).forEach((name, entry) -> statuses.add(entry.status(name)));
    return statuses;
  }

  /**
   * One model.
   *
   * @throws Fault NOT_FOUND, naming what there is; UNAVAILABLE where no model has been seen yet
   */
  public ModelStatus status(String name) {
    var entry = entries.get(name);
    if (entry == null) {
      throw absent("name", name);
    }
    return entry.status(name);
  }

  /** Models that answer. */
  public int servedCount() {
    return (int) entries.values().stream().filter(entry -> entry.served().isPresent()).count();
  }

  /** Models that have neither been loaded nor failed to, by name. */
  public List<String> loading() {
    return statuses().stream().filter(ModelStatus::isLoading).map(ModelStatus::name).toList();
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
      var all = List.copyOf(entries.values());
      entries.clear();
      all.forEach(entry -> entry.served().ifPresent(ServedModel::letGo));
      return true;
    } finally {
      refreshing.unlock();
    }
  }
}
