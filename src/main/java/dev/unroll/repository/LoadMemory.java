package dev.unroll.repository;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.unroll.core.LoadException;
import dev.unroll.plan.planner.VersionFiles;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Refuses models that cannot fit into memory, before the kernel kills the process for exceeding its
 * limit.
 *
 * <p>It refuses only models that certainly do not fit. While a graph is loaded, ONNX Runtime holds
 * its file and its weights, and the graphs that are cut from it are loaded too. Every measured
 * model took at least 2.6 times the size of its files (docs/IMAGE.md). If a model fits only while
 * the Java heap does not grow to its own limit, it is loaded and a warning is logged.
 *
 * <p>Models that would not fit while they are loaded at the same time are loaded one after another.
 */
final class LoadMemory {
  private static final System.Logger LOG = System.getLogger(LoadMemory.class.getName());
  private static final int LEAST_FACTOR = 2;

  private final Supplier<MemoryState> state;

  /** The least memory that the running loads will hold, by the thread that loads. */
  @GuardedBy("this")
  private final Map<Thread, Long> promises = new HashMap<>();

  LoadMemory(Supplier<MemoryState> state) {
    this.state = state;
  }

  /**
   * Reserves memory for a version; waits for other loads if that can help.
   *
   * @return the reserved bytes, for {@link #release} once the version is loaded or has failed
   * @throws LoadException if it cannot fit
   */
  long reserve(Path version) throws LoadException {
    // Not under the lock, since the file system may be slow.
    return reserve(version, GraphFiles.of(version));
  }

  private synchronized long reserve(Path version, GraphFiles files) throws LoadException {
    long least = LEAST_FACTOR * files.bytes();
    try {
      while (promisedBytes() > 0 && !fits(promisedBytes() + least)) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LoadException("interrupted while waiting for memory", e);
    }
    var now = state.get();
    if (files.largestGraphBytes() > now.heapLimitBytes()) {
      throw new LoadException(
          "its graph has "
              + mebibytes(files.largestGraphBytes())
              + " and is read into the Java heap, which may grow to "
              + mebibytes(now.heapLimitBytes())
              + "; set the heap to three times the graph's size by -Xmx or -XX:MaxRAMPercentage");
    }
    if (!fits(least)) {
      throw LoadException.passing(
          "loading it takes at least "
              + mebibytes(least)
              + " of memory (its graphs have "
              + mebibytes(files.bytes())
              + "), but the limit is "
              + mebibytes(now.limitBytes())
              + ", of which "
              + mebibytes(now.heldBytes())
              + " are in use; raise the memory limit, or serve fewer models");
    }
    if (!fits(least + now.heapToGrowBytes())) {
      LOG.log(
          Level.WARNING,
          "{0}: loading it takes at least {1}, which fits into the memory limit of {2} only while"
              + " the Java heap does not grow to its own limit of {3}; raise the memory limit or"
              + " lower the heap limit",
          version,
          mebibytes(least),
          mebibytes(now.limitBytes()),
          mebibytes(now.heapLimitBytes()));
    }
    promises.merge(Thread.currentThread(), least, Long::sum);
    return least;
  }

  /** Ends a reservation of the calling thread, after its load has ended. */
  synchronized void release(long bytes) {
    promises.computeIfPresent(
        Thread.currentThread(),
        (thread, promised) -> promised <= bytes ? null : Long.valueOf(promised - bytes));
    notifyAll();
  }

  /**
   * Ends the reservations of a thread whose load is given up, so that no other load waits for it.
   * What it holds counts as held.
   */
  synchronized void forget(Thread thread) {
    promises.remove(thread);
    notifyAll();
  }

  @GuardedBy("this")
  private long promisedBytes() {
    return promises.values().stream().mapToLong(Long::longValue).sum();
  }

  private boolean fits(long bytes) {
    var now = state.get();
    return now.heldBytes() + bytes <= now.limitBytes();
  }

  private static String mebibytes(long bytes) {
    return (bytes >> 20) + " MiB";
  }

  /**
   * The sizes of the files of a version that ONNX Runtime reads.
   *
   * @param bytes the size of the graphs and of their external weights, such as {@code
   *     model.onnx.data}
   * @param largestGraphBytes the size of the largest graph
   */
  private record GraphFiles(long bytes, long largestGraphBytes) {
    static GraphFiles of(Path version) throws LoadException {
      long bytes = 0;
      long largest = 0;
      try (var files = Files.newDirectoryStream(version, Files::isRegularFile)) {
        for (var file : files) {
          var name = file.getFileName().toString();
          if (VersionFiles.NAMES.stream().anyMatch(name::startsWith)) {
            bytes += Files.size(file);
          }
          if (VersionFiles.NAMES.contains(name)) {
            largest = Math.max(largest, Files.size(file));
          }
        }
      } catch (IOException e) {
        throw new LoadException("the folder cannot be read: " + e, e);
      }
      return new GraphFiles(bytes, largest);
    }
  }
}
