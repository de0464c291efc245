package dev.unroll.repository;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.unroll.core.Fault;
import dev.unroll.core.LoadException;
import dev.unroll.core.ModelKey;
import dev.unroll.runtime.ActiveRuns;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Changes the entries of models: begins loads, adopts their results one at a time, and unloads. The
 * lock is not held while a model is loaded, so nothing here waits for a load. Thread-safe.
 *
 * <p>At most one load of a model is waited for. If its result is not wanted any more, since the
 * model was unloaded or removed meanwhile, it is dropped.
 */
final class ModelChanges implements ModelLoads.Receiver {
  private static final System.Logger LOG = System.getLogger(ModelChanges.class.getName());

  private final ModelLoader loader;
  private final RepositoryListener listener;
  private final LoadLimits limits;
  private final ModelEntries entries;
  private final ModelLoads loads;
  private final ReentrantLock changing = new ReentrantLock();

  /** The load whose result each model waits for, by name. */
  @GuardedBy("changing")
  private final Map<String, ModelLoad> current = new HashMap<>();

  /** Set to true when the repository is closed; nothing is adopted then. */
  private volatile boolean closing;

  ModelChanges(
      ModelLoader loader,
      RepositoryListener listener,
      LoadLimits limits,
      ActiveRuns activeRuns,
      ModelEntries entries) {
    this.loader = loader;
    this.listener = listener;
    this.limits = limits;
    this.entries = entries;
    this.loads = new ModelLoads(limits, activeRuns, loader.ticker(), this);
  }

  /** See {@link ModelRepository#look}. */
  CompletableFuture<?> look(SortedMap<String, Path> folders, boolean patient) {
    changing.lock();
    try {
      if (closing) {
        return CompletableFuture.completedFuture(null);
      }
      for (var name : entries.names()) {
        if (!folders.containsKey(name)) {
          remove(name);
        }
      }
      folders.keySet().stream().filter(entries::expect).forEach(listener::found);
      var begun = new ArrayList<CompletableFuture<?>>();
      for (var model : folders.entrySet()) {
        if (!current.containsKey(model.getKey())) {
          begun.add(begin(model.getValue(), entries.get(model.getKey()), patient).over());
        }
      }
      return CompletableFuture.allOf(begun.toArray(CompletableFuture<?>[]::new));
    } finally {
      changing.unlock();
    }
  }

  /**
   * Begins a load that a client has ordered.
   *
   * @return empty if another load of the model is under way
   * @throws Fault NOT_FOUND if the model has no folder, UNAVAILABLE after {@link #stop}
   * @throws LoadException if an earlier load of it was given up and still goes on
   */
  Optional<ModelLoad> order(String name, @Nullable Path model, DesiredState order)
      throws LoadException {
    changing.lock();
    try {
      checkOpen();
      if (model == null) {
        throw Fault.notFound("model_name", entries.unknown(name));
      }
      if (loads.hangs(name)) {
        throw new LoadException("an earlier load of it does not end; restart the server");
      }
      return current.containsKey(name)
          ? Optional.empty()
          : Optional.of(begin(model, entries.get(name).ordered(order), false));
    } finally {
      changing.unlock();
    }
  }

  /** Returns the load of a model that is under way, if there is one. */
  Optional<ModelLoad> current(String name) {
    changing.lock();
    try {
      return Optional.ofNullable(current.get(name));
    } finally {
      changing.unlock();
    }
  }

  @GuardedBy("changing")
  private ModelLoad begin(Path model, ModelEntry before, boolean patient) {
    var refresh = new ModelRefresh(loader, model, before, patient);
    var load = new ModelLoad(refresh, limits, loader.ticker());
    current.put(refresh.name(), load);
    loads.begin(load);
    return load;
  }

  @Override
  public void over(ModelLoad load, @Nullable ModelEntry result, @Nullable Throwable failure) {
    var name = load.refresh().name();
    changing.lock();
    try {
      if (!current.remove(name, load) || closing) {
        drop(load.refresh().before(), result);
      } else if (result != null) {
        adopt(load, result);
      } else {
        LOG.log(Level.ERROR, name + " is unchanged: checking its folder failed", failure);
      }
    } finally {
      changing.unlock();
    }
  }

  @Override
  public void givenUp(ModelLoad load, Thread thread) {
    var refresh = load.refresh();
    loader.forget(thread);
    changing.lock();
    try {
      if (!current.remove(refresh.name(), load) || closing) {
        return;
      }
      var result = refresh.givenUp(load.ending().orElse("loading it does not end"));
      LOG.log(
          Level.ERROR,
          "model {0}: loading it cannot be ended; its thread is given up, with the memory that it"
              + " holds, until the server restarts",
          refresh.name());
      adopt(load, result);
      load.complete(result, null);
      if (refresh.hasLoading()) {
        // An older version may do.
        begin(refresh.model(), entries.get(refresh.name()), false);
      }
    } finally {
      changing.unlock();
    }
  }

  /** Releases a model that nobody wants any more. */
  private static void drop(ModelEntry before, @Nullable ModelEntry result) {
    if (result != null && !result.served().equals(before.served())) {
      result.served().ifPresent(ServedModel::release);
    }
  }

  @GuardedBy("changing")
  private void adopt(ModelLoad load, ModelEntry after) {
    var name = load.refresh().name();
    var before = entries.get(name);
    var model = after.served().filter(served -> !after.served().equals(before.served()));
    // Set before a call can retain it.
    model.ifPresent(served -> served.whenFreed(() -> freed(served.key())));
    entries.put(name, after);
    FailureNews.tell(listener, name, before, after);
    model.ifPresent(listener::served);
    if (!after.served().equals(before.served())) {
      before.served().ifPresent(old -> old.retire(listener));
    }
    boolean isOrder = !after.order().equals(before.order());
    if (isOrder && after.failure().isPresent() && after.served().isPresent()) {
      // The model and its order stay as they were. A bad configuration from a client is not
      // recorded as a failure of the folder.
      var restored = after.order().config().isPresent() ? before : after.under(before.order());
      entries.put(name, restored);
      FailureNews.tell(listener, name, after, restored);
    }
  }

  private void freed(ModelKey key) {
    listener.freed(key);
    loads.trimSoon();
  }

  /** Tells the listener that a client has loaded a model. */
  void loaded(String name) {
    changing.lock();
    try {
      listener.loaded(name);
    } finally {
      changing.unlock();
    }
  }

  /** See {@link ModelRepository#unload}. */
  void unload(String name) {
    changing.lock();
    try {
      checkOpen();
      if (!entries.holds(name)) {
        throw Fault.notFound("model_name", entries.unknown(name));
      }
      cancel(name);
      var before = entries.get(name);
      var after = ModelEntry.NEW.under(DesiredState.UNLOADED);
      entries.put(name, after);
      FailureNews.tell(listener, name, before, after);
      listener.unloaded(name);
      LOG.log(Level.INFO, "model {0} is unloaded, as a client has asked", name);
      before.served().ifPresent(old -> old.retire(listener));
    } finally {
      changing.unlock();
    }
  }

  @GuardedBy("changing")
  private void remove(String name) {
    cancel(name);
    var entry = entries.remove(name);
    LOG.log(Level.INFO, "model {0} is gone from the folder and is not served any more", name);
    listener.removed(name);
    entry.served().ifPresent(model -> model.retire(listener));
  }

  /** Ends a model's load, if there is one; its result will be dropped. */
  @GuardedBy("changing")
  private void cancel(String name) {
    var load = current.remove(name);
    if (load != null) {
      load.cancel();
      load.complete(load.refresh().before(), null);
    }
  }

  private void checkOpen() {
    if (closing) {
      throw Fault.unavailable("the server is stopping");
    }
  }

  /** Stops loading: no further model is adopted, and running loads stop at their next step. */
  void stop() {
    closing = true;
    loads.cancelAll();
  }

  /** See {@link ModelRepository#close(Duration)}. */
  boolean close(Duration patience) throws InterruptedException {
    stop();
    if (!loads.awaitEnd(patience)) {
      return false;
    }
    loads.close();
    changing.lock();
    try {
      entries.clear().forEach(entry -> entry.served().ifPresent(model -> model.retire(listener)));
    } finally {
      changing.unlock();
    }
    return true;
  }
}
