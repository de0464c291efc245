package dev.unroll.repository;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.unroll.core.LoadException;
import dev.unroll.plan.planner.Planner;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * Refuses models that cannot fit into memory, before the kernel ends the whole process over them.
 *
 * <p>Only what is sure is refused. While a graph is loaded, ONNX Runtime holds its file and its
 * weights, and the graphs that are cut from it are loaded beside it: of all that were measured none
 * took less than 2.6 times its files (docs/IMAGE.md). Where a model fits only as long as the Java
 * heap does not grow to its own limit, that is said and the model is loaded.
 *
 * <p>Models that are loaded at the same time and would not fit together are loaded one after the
 * other.
 */
final class LoadMemory {
  private static final System.Logger LOG = System.getLogger(LoadMemory.class.getName());
  private static final int LEAST_FACTOR = 2;

  private final Supplier<MemoryState> state;

  /** What the loads in progress will hold at least. Guarded by this. */
  @GuardedBy("this")
  private long promisedBytes;

  LoadMemory(Supplier<MemoryState> state) {
    this.state = state;
  }

  /**
   * Makes room for a version; waits for other loads if that can help.
   *
   * @return for {@link #giveBack}, when the version is loaded or has failed to
   * @throws LoadException where it cannot fit
   */
  long reserve(Path version) throws LoadException {
    // Not under the lock: a file system may be slow to answer.
    return reserve(version, GraphFiles.of(version));
  }

  private synchronized long reserve(Path version, GraphFiles files) throws LoadException {
    long least = LEAST_FACTOR * files.bytes();
    try {
      while (promisedBytes > 0 && !fits(promisedBytes + least)) {
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
              + ", and is read into the Java heap, which may have "
              + mebibytes(now.heapLimitBytes())
              + "; give it three times the graph by -Xmx or -XX:MaxRAMPercentage");
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
              + " are taken; raise the memory limit, or serve fewer models");
    }
    if (!fits(least + now.heapToGrowBytes())) {
      LOG.log(
          Level.WARNING,
          "{0}: loading it takes at least {1}, which the memory limit of {2} has only while the Java heap"
              + " does not grow to its own limit of {3}; raise the one or lower the other",
          version,
          mebibytes(least),
          mebibytes(now.limitBytes()),
          mebibytes(now.heapLimitBytes()));
    }
    promisedBytes += least;
    return least;
  }

  /** What was reserved is in memory now, or will not come. */
  synchronized void giveBack(long bytes) {
    promisedBytes -= bytes;
    notifyAll();
  }

  private boolean fits(long bytes) {
    var now = state.get();
    return now.heldBytes() + bytes <= now.limitBytes();
  }

  private static String mebibytes(long bytes) {
    return (bytes >> 20) + " MiB";
  }

  /**
   * The files of a version that ONNX Runtime reads.
   *
   * @param bytes of the graphs and of weights that lie beside them under a graph's name: {@code
   *     model.onnx.data}
   * @param largestGraphBytes of one graph by itself
   */
  private record GraphFiles(long bytes, long largestGraphBytes) {
    static GraphFiles of(Path version) throws LoadException {
      long bytes = 0;
      long largest = 0;
      try (var files = Files.newDirectoryStream(version, Files::isRegularFile)) {
        for (var file : files) {
          var name = file.getFileName().toString();
          if (Planner.FILES.stream().anyMatch(name::startsWith)) {
            bytes += Files.size(file);
          }
          if (Planner.FILES.contains(name)) {
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
