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
        failure.isIncomplete() ? Level.WARNING : Level.ERROR,
        "model {0}{1} failed to load: {2}{3}",
        name,
        failure.version() == 0 ? "" : " version " + failure.version(),
        withoutPeriod(failure.reason()),
        stays(failure.version(), after));
    listener.failed(name, failure.version(), failure.reason(), after.served().isEmpty());
  }

  /** A library's message may be a sentence; more may follow it here. */
  private static String withoutPeriod(String reason) {
    return reason.endsWith(".") ? reason.substring(0, reason.length() - 1) : reason;
  }

  /** Returns what is served instead of the version that failed; empty if nothing is. */
  private static String stays(long failed, ModelEntry after) {
    return after
        .served()
        .map(served -> served.key().version())
        .map(version ->
            version == failed
                ? "; the version stays served as it was before its files changed"
                : "; version " + version + " stays served")
        .orElse("");
  }
}
