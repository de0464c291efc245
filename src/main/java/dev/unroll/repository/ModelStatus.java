package dev.unroll.repository;

import java.util.Optional;

/**
 * How a model of the repository is doing.
 *
 * @param name its folder's name
 * @param served the version that answers, if one does
 * @param failure why a newer version does not, or why none does
 */
public record ModelStatus(
    String name, Optional<ServedModel> served, Optional<LoadFailure> failure) {
  /** Nothing answers yet, and nothing has failed. */
  public boolean isLoading() {
    return served.isEmpty() && failure.isEmpty();
  }

  /** A version that could not be loaded; version 0: the model's folder itself is at fault. */
  public record LoadFailure(long version, String reason) {}
}
