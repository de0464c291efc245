package dev.unroll.repository;

import java.lang.System.Logger.Level;

/** Reports versions that fail, and models that do not fail any more, once each. */
final class FailureNews {
  private static final System.Logger LOG = System.getLogger(FailureNews.class.getName());

  private FailureNews() {}

  /** Reports the changes between two entries of a model. */
  static void tell(RepositoryListener listener, String name, ModelEntry before, ModelEntry after) {
    if (after.failure().equals(before.failure())) {
      return;
    }
    if (after.failure().isEmpty()) {
      listener.recovered(name);
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
