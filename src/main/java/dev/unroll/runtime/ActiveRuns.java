package dev.unroll.runtime;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The runs of graphs that are under way, by the thread that each runs on, so that another thread
 * can end them. Thread-safe.
 *
 * <p>Each run has run options of its own, which cost some 50 ns. So a request to end one run can
 * never end the next.
 */
public final class ActiveRuns {
  private static final System.Logger LOG = System.getLogger(ActiveRuns.class.getName());

  private final Map<Thread, Run> runs = new ConcurrentHashMap<>();

  /** Begins a run on the calling thread. The caller must close it on the same thread. */
  Run begin() throws OrtException {
    var run = new Run(new OrtSession.RunOptions());
    runs.put(Thread.currentThread(), run);
    return run;
  }

  /**
   * Returns what stands for the run that a thread has under way, or null. It is another object for
   * each run.
   */
  public @Nullable Object current(Thread thread) {
    return runs.get(thread);
  }

  /**
   * Ends the run that a thread has under way, if it has one; then that run fails with {@link
   * GraphException#isTerminated}. It ends at the graph's next node: a node that does not end cannot
   * be ended. A later run of the thread is not affected.
   */
  public void terminate(Thread thread) {
    // The map's lock on this entry keeps the run's options open meanwhile: see Run.close().
    runs.computeIfPresent(
        thread,
        (key, run) -> {
          run.terminate();
          return run;
        });
  }

  /** One run of a graph. */
  final class Run implements AutoCloseable {
    private final OrtSession.RunOptions options;
    private volatile boolean terminated;

    private Run(OrtSession.RunOptions options) {
      this.options = options;
    }

    OrtSession.RunOptions options() {
      return options;
    }

    /** Whether another thread has ended the run. */
    boolean isTerminated() {
      return terminated;
    }

    private void terminate() {
      terminated = true;
      try {
        // ONNX Runtime looks at it between two nodes, and between two iterations of a loop.
        options.setTerminate(true);
      } catch (OrtException e) {
        LOG.log(Level.WARNING, "a run could not be ended", e);
      }
    }

    @Override
    public void close() {
      runs.remove(Thread.currentThread(), this);
      options.close();
    }
  }
}
