package dev.unroll.logging;

import java.util.logging.LogManager;

/**
 * A log that lasts until the process ends. The JDK's own is silenced as soon as shutdown begins,
 * which is when draining has the most to say.
 *
 * <p>Public, because the JDK makes it by name.
 */
public final class LastingLogManager extends LogManager {
  @Override
  public void reset() {}
}
