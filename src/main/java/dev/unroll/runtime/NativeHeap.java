package dev.unroll.runtime;

import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * Gives freed native memory back to the system. The C library keeps what is freed, in an arena for
 * each thread, and loading a model frees several times the model's size.
 *
 * <p>It uses the JVM's own diagnostic command, which calls glibc's {@code malloc_trim}. Other C
 * libraries, and a JDK 17 before 17.0.9, have no such command; then nothing happens.
 */
public final class NativeHeap {
  private static final System.Logger LOG = System.getLogger(NativeHeap.class.getName());

  private NativeHeap() {}

  /** Trims the heap; takes milliseconds. Returns whether the JVM can. */
  public static boolean trim() {
    try {
      var command = new ObjectName("com.sun.management:type=DiagnosticCommand");
      var said =
          ManagementFactory.getPlatformMBeanServer()
              .invoke(
                  command,
                  "systemTrimNativeHeap",
                  new Object[] {new String[0]},
                  new String[] {String[].class.getName()});
      LOG.log(Level.DEBUG, "{0}", said);
      return true;
    } catch (JMException | RuntimeException e) {
      LOG.log(Level.DEBUG, "the native heap cannot be trimmed", e);
      return false;
    }
  }
}
