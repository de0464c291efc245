package dev.unroll.repository;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The repository's state of one model.
 *
 * @param served the version that is served
 * @param servedFingerprint the fingerprint of its files when it was loaded
 * @param failures versions that failed to load, newer than the served one or the same with changed
 *     files; 0 stands for the model's folder
 * @param seenFingerprint the fingerprint at the last check of the files that may be loaded; empty
 *     before the first check
 * @param order what a client has asked for
 */
record ModelEntry(
    Optional<ServedModel> served,
    String servedFingerprint,
    SortedMap<Long, Failed> failures,
    String seenFingerprint,
    DesiredState order) {
  /**
   * Why a version failed, and the fingerprint of its files then.
   *
   * @param transientFailure whether a retry may succeed without a change
   * @param isIncomplete whether a file is missing that may still come
   */
  record Failed(String reason, String fingerprint, boolean transientFailure, boolean isIncomplete) {
    /**
     * Whether the same files failed again for a temporary reason, whose text may differ in numbers
     * only.
     */
    boolean lastsAs(Failed again) {
      return transientFailure && again.transientFailure && fingerprint.equals(again.fingerprint);
    }
  }

  static final ModelEntry NEW =
      new ModelEntry(Optional.empty(), "", Collections.emptySortedMap(), "", DesiredState.NONE);

  ModelEntry {
    failures = Collections.unmodifiableSortedMap(new TreeMap<>(failures));
  }

  /** Returns the failure of the newest version that failed. */
  Optional<ModelStatus.LoadFailure> failure() {
    if (failures.isEmpty()) {
      return Optional.empty();
    }
    long version = failures.lastKey();
    return Optional.ofNullable(failures.get(version))
        .map(
            failed -> new ModelStatus.LoadFailure(version, failed.reason(), failed.isIncomplete()));
  }

  ModelEntry seen(String fingerprint) {
    return new ModelEntry(served, servedFingerprint, failures, fingerprint, order);
  }

  /** Returns the entry with another served version. */
  ModelEntry serving(
      ServedModel model, String fingerprint, SortedMap<Long, Failed> newer, String seen) {
    return new ModelEntry(Optional.of(model), fingerprint, newer, seen, order);
  }

  /** Returns the entry after no version could be loaded. The version that is served stays. */
  ModelEntry failing(SortedMap<Long, Failed> all, String seen) {
    return new ModelEntry(served, servedFingerprint, all, seen, order);
  }

  /**
   * Returns the entry with another order and without failures, so that failed versions are tried
   * again.
   */
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
