package dev.unroll.repository;

import java.util.Optional;

/**
 * The status of a model of the repository.
 *
 * @param name the name of its folder
 * @param served the version that is served, if there is one
 * @param failure why a newer version is not served, or why none is
 * @param unloaded whether a client has unloaded it; then it is not served
 */
public record ModelStatus(
    String name, Optional<ServedModel> served, Optional<LoadFailure> failure, boolean unloaded) {
  /** Whether the first version is still being loaded. */
  public boolean isLoading() {
    return served.isEmpty() && failure.isEmpty() && !unloaded;
  }

  /**
   * A version that could not be loaded.
   *
   * @param version the version; 0 if the model's folder itself is at fault
   * @param isIncomplete whether a file is missing that may still come
   */
  public record LoadFailure(long version, String reason, boolean isIncomplete) {}
}
