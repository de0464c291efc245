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

  /** A model's entry; {@link ModelEntry#NEW} where there is none. */
  ModelEntry get(String name) {
    return entries.getOrDefault(name, ModelEntry.NEW);
  }

  boolean holds(String name) {
    return entries.containsKey(name);
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
        throw Fault.notFound("model.name", unknown(name));
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
      if (model.hold()) {
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
        + "' failed to load: "
        + entry.failure().map(ModelStatus.LoadFailure::reason).orElse("it has not been tried yet");
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
      throw Fault.notFound("name", unknown(name));
    }
    return entry.status(name);
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
