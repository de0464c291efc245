package dev.unroll.repository;

import java.util.Optional;

/**
 * How a model of the repository is doing.
 *
 * @param name its folder's name
 * @param served the version that answers, if one does
 * @param failure why a newer version does not, or why none does
 * @param unloaded whether a client has had it unloaded; it is not served then
 */
public record ModelStatus(
    String name, Optional<ServedModel> served, Optional<LoadFailure> failure, boolean unloaded) {
  /** A version that could not be loaded; version 0: the model's folder itself is at fault. */
  public record LoadFailure(long version, String reason) {}
}
