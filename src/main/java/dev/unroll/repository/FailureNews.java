package dev.unroll.repository;

import java.lang.System.Logger.Level;

/** Tells of versions that fail, and of those that do no more, once each. */
final class FailureNews {
  private static final System.Logger LOG = System.getLogger(FailureNews.class.getName());

  private FailureNews() {}

  /** What is new in a model's entry. */
  static void tell(RepositoryListener listener, String name, ModelEntry before, ModelEntry after) {
    if (after.failure().equals(before.failure())) {
      return;
    }
    if (after.failure().isEmpty()) {
      listener.healed(name);
      return;
    }
    var failure = after.failure().get();
    LOG.log(
        Level.ERROR,
        "model {0} version {1} failed to load: {2}",
        name,
        Long.toString(failure.version()),
        failure.reason());
    listener.failed(name, failure.version(), failure.reason(), after.served().isEmpty());
  }
}
