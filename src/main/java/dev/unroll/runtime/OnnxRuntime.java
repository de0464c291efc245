package dev.unroll.runtime;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import dev.unroll.core.LoadException;
import dev.unroll.core.TemporaryFolder;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * ONNX Runtime in this process, bound to one device. All lanes share the sessions that it opens. A
 * call runs on the caller's thread only, so the number of lanes decides how many cores are used.
 */
public final class OnnxRuntime {
  private static final System.Logger LOG = System.getLogger(OnnxRuntime.class.getName());

  /** A large stack costs address space, not memory: unused pages are never touched. */
  private static final long LOADING_STACK_BYTES = 256L << 20;

  /** The system property for a folder that holds the library already. */
  private static final String FOLDER_PROPERTY = "onnxruntime.native.path";

  /** About as much as the libraries for the CPU need. Those for CUDA need more. */
  private static final long UNPACKED_BYTES = 28L << 20;

  private final OrtEnvironment environment;
  private final Device device;
  private final ActiveRuns activeRuns = new ActiveRuns();

  private final OutputBound outputBound;

  private OnnxRuntime(OrtEnvironment environment, Device device, OutputBound outputBound) {
    this.environment = environment;
    this.device = device;
    this.outputBound = outputBound;
  }

  /**
   * Starts ONNX Runtime on the chosen device.
   *
   * @throws LoadException if CUDA was chosen by name and cannot be used, or if ONNX Runtime's
   *     native library cannot be loaded
   */
  public static OnnxRuntime open(DeviceChoice choice) throws LoadException {
    return open(choice, OutputBound.ofHeap());
  }

  static OnnxRuntime open(DeviceChoice choice, OutputBound outputBound) throws LoadException {
    try {
      var environment = environment();
      var device = resolve(choice);
      LOG.log(
          Level.INFO,
          "ONNX Runtime {0} on {1}; the chosen device is {2}",
          environment.getVersion(),
          device.label(),
          choice.kind().name().toLowerCase(java.util.Locale.ROOT));
      return new OnnxRuntime(environment, device, outputBound);
    } catch (UnsatisfiedLinkError | ExceptionInInitializerError | NoClassDefFoundError e) {
      throw new LoadException("ONNX Runtime's native library cannot be loaded: " + reason(e), e);
    }
  }

  /**
   * Returns why the library was not loaded. If it could not be unpacked, ONNX Runtime looks for an
   * installed one, and reports only that there is none.
   */
  private static String reason(Throwable thrown) {
    var problem =
        System.getProperty(FOLDER_PROPERTY) == null ? TemporaryFolder.problem(UNPACKED_BYTES) : "";
    return problem.isEmpty() ? root(thrown).toString() : problem;
  }

  /** Returns the innermost cause; the outer exceptions give no reason. */
  private static Throwable root(Throwable thrown) {
    var cause = thrown.getCause();
    return cause == null ? thrown : root(cause);
  }

  /**
   * Creates the environment on a thread with a deep stack. While ONNX Runtime loads, it searches
   * the process's command line by a recursion for each character. A long one (a class path of 4,000
   * characters) overflows an ordinary stack, which ends the JVM without a message.
   */
  private static OrtEnvironment environment() {
    var loading = new FutureTask<>(OnnxRuntime::loadEnvironment);
    new Thread(null, loading, "unroll-onnx-runtime", LOADING_STACK_BYTES).start();
    try {
      return loading.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw new IllegalStateException("ONNX Runtime cannot be started", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while ONNX Runtime was loading", e);
    }
  }

  private static OrtEnvironment loadEnvironment() throws OrtException {
    // Failures come back as exceptions, so ONNX Runtime must not log them, too.
    var environment =
        OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, "unroll");
    // The server sends no telemetry.
    environment.setTelemetry(false);
    return environment;
  }

  private static Device resolve(DeviceChoice choice) throws LoadException {
    return switch (choice.kind()) {
      case CPU -> new Device.Cpu();
      case CUDA -> {
        var problem = CudaSupport.problem(choice.index());
        if (!problem.isEmpty()) {
          throw new LoadException(
              "device cuda:"
                  + choice.index()
                  + " cannot be used: "
                  + problem
                  + "; allowed here: cpu, auto");
        }
        yield new Device.Cuda(choice.index());
      }
      case AUTO -> {
        var problem = CudaSupport.problem(choice.index());
        if (!problem.isEmpty()) {
          // It is worth a warning only in a build for CUDA, because then a GPU may be unused.
          LOG.log(CudaSupport.built() ? Level.WARNING : Level.DEBUG, "no CUDA: {0}", problem);
        }
        yield problem.isEmpty() ? new Device.Cuda(choice.index()) : new Device.Cpu();
      }
    };
  }

  public Device device() {
    return device;
  }

  /** Returns the version of ONNX Runtime, such as "1.29.0". */
  public String version() {
    return environment.getVersion();
  }

  /**
   * Loads a graph from a file.
   *
   * @throws LoadException if ONNX Runtime refuses the file, with its reason, or if the thread was
   *     interrupted before
   */
  public GraphSession load(Path file) throws LoadException {
    refuseInterrupted(file.getFileName().toString());
    if (!Files.isReadable(file)) {
      throw new LoadException(file.getFileName() + " cannot be read");
    }
    try (var options = options()) {
      var session = environment.createSession(file.toString(), options);
      return GraphSession.of(
          environment, session, activeRuns, outputBound, file.getFileName().toString());
    } catch (OrtException e) {
      throw refused(file.getFileName().toString(), e);
    }
  }

  /**
   * Loads a graph that was derived from another one.
   *
   * @param name the graph's name in errors
   * @param graph an ONNX model
   * @param folder the folder of the model's external weights
   * @throws LoadException if ONNX Runtime refuses the graph, with its reason, or if the thread was
   *     interrupted before
   */
  public GraphSession load(String name, byte[] graph, Path folder) throws LoadException {
    refuseInterrupted(name);
    try (var options = options()) {
      options.addConfigEntry(
          "session.model_external_initializers_file_folder_path", folder.toString());
      var session = environment.createSession(graph, options);
      return GraphSession.of(environment, session, activeRuns, outputBound, name);
    } catch (OrtException e) {
      throw refused(name, e);
    }
  }

  /** Returns the runs that are under way, of all sessions. */
  public ActiveRuns activeRuns() {
    return activeRuns;
  }

  /** Fails if interrupted. Native calls cannot be, so a load ends between two of them. */
  private static void refuseInterrupted(String name) throws LoadException {
    if (Thread.currentThread().isInterrupted()) {
      throw new LoadException(name + ": interrupted while loading");
    }
  }

  private static LoadException refused(String name, OrtException e) {
    return new LoadException(name + ": ONNX Runtime refuses it: " + OrtReason.of(e), e);
  }

  private OrtSession.SessionOptions options() throws OrtException {
    var options = new OrtSession.SessionOptions();
    options.setIntraOpNumThreads(1);
    options.setInterOpNumThreads(1);
    options.setExecutionMode(OrtSession.SessionOptions.ExecutionMode.SEQUENTIAL);
    // The arena keeps the largest block of every shape that it has seen, and sequences have many
    // shapes. The system's allocator returns memory. docs/PERFORMANCE.md compares both.
    options.setCPUArenaAllocator(false);
    options.setMemoryPatternOptimization(false);
    if (device instanceof Device.Cuda cuda) {
      options.addCUDA(cuda.index());
    }
    return options;
  }
}
