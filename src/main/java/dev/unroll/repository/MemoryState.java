package dev.unroll.repository;

import com.sun.management.OperatingSystemMXBean;
import dev.unroll.runtime.ResidentMemory;
import java.lang.management.ManagementFactory;

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
  /** Reads the current state. The JVM itself reads the limits of the cgroup. */
  static MemoryState now() {
    var system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    var heap = Runtime.getRuntime();
    return new MemoryState(
        system.getTotalMemorySize() + Math.max(0, system.getTotalSwapSpaceSize()),
        ResidentMemory.bytes(),
        heap.maxMemory(),
        heap.maxMemory() - heap.totalMemory());
  }
}
