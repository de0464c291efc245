package dev.unroll.repository;

import dev.unroll.core.Fault;
import dev.unroll.core.Nearest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What is known of each model, as calls see it. Calls read it without a lock; only the repository
 * writes, under its own.
 */
final class ModelEntries {
  private final Map<String, ModelEntry> entries = new ConcurrentHashMap<>();

  /** Set by the first model that is found: until then a name is not unknown but early. */
  private volatile boolean hasSeenModels;

  /** A model's entry; {@link ModelEntry#NEW} where there is none. */
  ModelEntry get(String name) {
    return entries.getOrDefault(name, ModelEntry.NEW);
  }

  boolean holds(String name) {
    return entries.containsKey(name);
  }

  /** From now on it is a model that is being loaded; returns whether it was none before. */
  boolean expect(String name) {
    boolean isNew = entries.putIfAbsent(name, ModelEntry.NEW) == null;
    hasSeenModels = true;
    return isNew;
  }

  void put(String name, ModelEntry entry) {
    entries.put(name, entry);
  }

  /** What was there, {@link ModelEntry#NEW} for nothing. */
  ModelEntry remove(String name) {
    var removed = entries.remove(name);
    return removed == null ? ModelEntry.NEW : removed;
  }

  List<String> names() {
    return entries.keySet().stream().sorted().toList();
  }

  /** As {@link ModelRepository#lease}. */
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
                + "; served is "
                + model.key().version());
      }
      // A model let go between the look and the hold has a successor by now, or is unloaded.
      if (model.retain()) {
        return new ModelLease(model);
      }
    }
  }

  private static String notServed(String name, ModelEntry entry) {
    if (entry.order().unloaded()) {
      return "model '"
          + name
          + "' has no available versions: it was unloaded, and answers again once it is loaded";
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
            "model '" + name + "' is not there yet: the server is waiting for its first models");
  }

  String unknown(String name) {
    var known = names();
    return "model '"
        + name
        + "' does not exist"
        + Nearest.hint(name, known)
        + "; there are "
        + (known.isEmpty() ? "none" : String.join(", ", known));
  }

  /** All models, by name. */
  List<ModelStatus> statuses() {
    var statuses = new ArrayList<ModelStatus>();
    new TreeMap<>(entries).forEach((name, entry) -> statuses.add(entry.status(name)));
    return statuses;
  }

  /** As {@link ModelRepository#status}. */
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

  /** Removes all; what was there. */
  List<ModelEntry> clear() {
    var all = List.copyOf(entries.values());
    entries.clear();
    return all;
  }
}
