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
 */
record ModelEntry(
    Optional<ServedModel> served,
    String servedFingerprint,
    SortedMap<Long, Failed> failures,
    String seenFingerprint) {
  /** Why a version failed, its files' fingerprint then, and whether it may pass by itself. */
  record Failed(String reason, String fingerprint, boolean passing) {
    /** The same files have failed again, for a reason that would be told in other numbers only. */
    boolean lastsAs(Failed again) {
      return passing && again.passing && fingerprint.equals(again.fingerprint);
    }
  }

  static final ModelEntry NEW =
      new ModelEntry(Optional.empty(), "", Collections.emptySortedMap(), "");

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
    return new ModelEntry(served, servedFingerprint, failures, fingerprint);
  }

  ModelStatus status(String name) {
    return new ModelStatus(name, served, failure());
  }
}
