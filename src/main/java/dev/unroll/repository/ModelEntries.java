package dev.unroll.repository;

import dev.unroll.core.Excerpt;
import dev.unroll.core.Fault;
import dev.unroll.core.SpellingHint;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The state of each model. Calls read it without a lock; only the repository writes, under its own
 * lock.
 */
final class ModelEntries {
  private final Map<String, ModelEntry> entries = new ConcurrentHashMap<>();

  /**
   * Set when the first model is found. Until then an unknown name is UNAVAILABLE, not NOT_FOUND.
   */
  private volatile boolean hasSeenModels;

  /** Returns a model's entry; {@link ModelEntry#NEW} if there is none. */
  ModelEntry get(String name) {
    return entries.getOrDefault(name, ModelEntry.NEW);
  }

  boolean holds(String name) {
    return entries.containsKey(name);
  }

  /** Adds a model that is being loaded; returns whether it is new. */
  boolean expect(String name) {
    boolean isNew = entries.putIfAbsent(name, ModelEntry.NEW) == null;
    hasSeenModels = true;
    return isNew;
  }

  void put(String name, ModelEntry entry) {
    entries.put(name, entry);
  }

  /** Removes a model; returns its entry, or {@link ModelEntry#NEW} if there was none. */
  ModelEntry remove(String name) {
    var removed = entries.remove(name);
    return removed == null ? ModelEntry.NEW : removed;
  }

  List<String> names() {
    return entries.keySet().stream().sorted().toList();
  }

  /** See {@link ModelRepository#lease}. */
  ModelLease lease(String name, long version) {
    while (true) {
      var entry = entries.get(name);
      if (entry == null) {
        throw absent("model.name", name);
      }
      if (entry.served().isEmpty()) {
        throw Fault.unavailable(notServed(name, entry));
      }
      var model = entry.served().get();
      if (version != 0 && version != model.key().version()) {
        throw Fault.notFound(
            "model.version",
            "model '"
                + name
                + "' has no version "
                + version
                + "; the served version is "
                + model.key().version());
      }
      // If the model was retired since it was read, look again: it was replaced or unloaded.
      if (model.retain()) {
        return new ModelLease(model);
      }
    }
  }

  private static String notServed(String name, ModelEntry entry) {
    if (entry.order().unloaded()) {
      return "model '"
          + name
          + "' has no available versions: it was unloaded; load it to use it again";
    }
    return "model '"
        + name
        + "' "
        + entry
            .failure()
            .map(failure -> "failed to load: " + failure.reason())
            .orElse("is still being loaded; try again");
  }

  private Fault absent(String field, String name) {
    return hasSeenModels
        ? Fault.notFound(field, unknown(name))
        : Fault.unavailable(
            "model '"
                + Excerpt.of(name)
                + "' does not exist yet: the server is waiting for its first models");
  }

  String unknown(String name) {
    var known = names();
    return "model '"
        + Excerpt.of(name)
        + "' does not exist"
        + SpellingHint.hint(name, known)
        + "; there are "
        + (known.isEmpty() ? "none" : String.join(", ", known));
  }

  /** Returns the status of all models, ordered by name. */
  List<ModelStatus> statuses() {
    var statuses = new ArrayList<ModelStatus>();
    new TreeMap<>(entries).forEach((name, entry) -> statuses.add(entry.status(name)));
    return statuses;
  }

  /** See {@link ModelRepository#status}. */
  ModelStatus status(String name) {
    var entry = entries.get(name);
    if (entry == null) {
      throw absent("name", name);
    }
    return entry.status(name);
  }

  List<String> loading() {
    return statuses().stream().filter(ModelStatus::isLoading).map(ModelStatus::name).toList();
  }

  int servedCount() {
    return (int) entries.values().stream().filter(entry -> entry.served().isPresent()).count();
  }

  /** Removes and returns all entries. */
  List<ModelEntry> clear() {
    var all = List.copyOf(entries.values());
    entries.clear();
    return all;
  }
}
