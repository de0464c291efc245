package dev.unroll.logging;

import java.util.logging.LogManager;

/**
 * A log manager that keeps its handlers until the process ends. The JDK's own removes them as soon
 * as the shutdown begins, so the log of the draining would be lost.
 *
 * <p>Public, because the JDK creates it by its name.
 */
public final class LastingLogManager extends LogManager {
  @Override
  public void reset() {}
}
