package dev.unroll.repository;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the repository knows of one model.
 *
 * @param served the version that answers
 * @param servedFingerprint of its files when it was loaded
 * @param failures versions that failed to load and are newer than the one that answers
 * @param seenFingerprint of the newest version's files at the last look
 * @param order what a client has asked of it
 */
record ModelEntry(
    Optional<ServedModel> served,
    String servedFingerprint,
    SortedMap<Long, Failed> failures,
    String seenFingerprint,
    DesiredState order) {
  /** Why a version failed, its files' fingerprint then, and whether it may pass by itself. */
  record Failed(String reason, String fingerprint, boolean transientFailure) {
    /** The same files have failed again, for a reason that would be told in other numbers only. */
    boolean lastsAs(Failed again) {
      return transientFailure && again.transientFailure && fingerprint.equals(again.fingerprint);
    }
  }

  static final ModelEntry NEW =
      new ModelEntry(Optional.empty(), "", Collections.emptySortedMap(), "", DesiredState.NONE);

  ModelEntry {
    failures = Collections.unmodifiableSortedMap(new TreeMap<>(failures));
  }

  /** The newest version's failure. */
  Optional<ModelStatus.LoadFailure> failure() {
    if (failures.isEmpty()) {
      return Optional.empty();
    }
    long version = failures.lastKey();
    return Optional.ofNullable(failures.get(version))
        .map(failed -> new ModelStatus.LoadFailure(version, failed.reason()));
  }

  ModelEntry seen(String fingerprint) {
    return new ModelEntry(served, servedFingerprint, failures, fingerprint, order);
  }

  /** That version answers from now on. */
  ModelEntry serving(
      ServedModel model, String fingerprint, SortedMap<Long, Failed> newer, String seen) {
    return new ModelEntry(Optional.of(model), fingerprint, newer, seen, order);
  }

  /** Nothing in the folder loads. What is being served goes on: better an old answer than none. */
  ModelEntry failing(SortedMap<Long, Failed> all, String seen) {
    return new ModelEntry(served, servedFingerprint, all, seen, order);
  }

  /** The same for another order, and without failures: what has failed is tried again. */
  ModelEntry ordered(DesiredState newOrder) {
    return new ModelEntry(
        served, servedFingerprint, Collections.emptySortedMap(), seenFingerprint, newOrder);
  }

  ModelEntry under(DesiredState newOrder) {
    return new ModelEntry(served, servedFingerprint, failures, seenFingerprint, newOrder);
  }

  ModelStatus status(String name) {
    return new ModelStatus(name, served, failure(), order.unloaded());
  }
}
