package dev.unroll.repository;

import java.lang.System.Logger.Level;
import java.util.List;

/** Closes what a model holds. */
final class Resources {
  private static final System.Logger LOG = System.getLogger(Resources.class.getName());

  private Resources() {}

  /** Closes all, also when one of them fails to. */
  static void close(List<AutoCloseable> resources) {
    for (var resource : resources) {
      try {
        resource.close();
      } catch (Exception e) {
        LOG.log(Level.WARNING, "a model's resource could not be closed", e);
      }
    }
  }
}
