package dev.unroll.repository;

import java.lang.System.Logger.Level;
import java.util.List;

/** Closes a model's resources. */
final class Resources {
  private static final System.Logger LOG = System.getLogger(Resources.class.getName());

  private Resources() {}

  /** Closes all resources, even if closing one of them fails; failures are logged. */
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
