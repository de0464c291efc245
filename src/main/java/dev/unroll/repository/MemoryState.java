package dev.unroll.repository;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How much memory this process may have, and what it has taken of it.
 *
 * @param limitBytes of the container (cgroup, version 1 or 2), swap included; of the machine where
 *     nothing limits the process
 * @param heldBytes what the process holds and the system cannot take back: neither files in memory
 *     nor code. 0 where the system does not tell
 * @param heapLimitBytes the largest Java heap
 * @param heapToGrowBytes what the heap has not taken of that yet
 */
record MemoryState(long limitBytes, long heldBytes, long heapLimitBytes, long heapToGrowBytes) {
  private static final Path STATUS = Path.of("/proc/self/status");

  /** As it is at this moment. The JVM itself reads the limits of the cgroup. */
  static MemoryState now() {
    var system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    var heap = Runtime.getRuntime();
    return new MemoryState(
        system.getTotalMemorySize() + Math.max(0, system.getTotalSwapSpaceSize()),
        residentBytes(),
        heap.maxMemory(),
        heap.maxMemory() - heap.totalMemory());
  }

  private static long residentBytes() {
    try (var lines = Files.lines(STATUS)) {
      return lines
          .filter(line -> line.startsWith("RssAnon:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      return 0;
    }
  }
}
