package dev.unroll.repository;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The memory limits of this process, and how much memory it holds.
 *
 * @param limitBytes the limit of the container (cgroup, version 1 or 2), including swap; the memory
 *     of the machine if there is no limit
 * @param heldBytes the memory of the process that the system cannot reclaim, without mapped files
 *     and code; 0 if the system does not report it
 * @param heapLimitBytes the maximum size of the Java heap
 * @param heapToGrowBytes how much the heap can still grow
 */
record MemoryState(long limitBytes, long heldBytes, long heapLimitBytes, long heapToGrowBytes) {
  private static final Path STATUS = Path.of("/proc/self/status");

  /** Reads the current state. The JVM itself reads the limits of the cgroup. */
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
