package dev.unroll.runtime;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import dev.unroll.core.LoadException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * ONNX Runtime in this process, bound to one device. Sessions that it opens are shared by all
 * lanes: each call runs on the thread that makes it and on no other, so lanes, not ONNX Runtime,
 * decide how many cores work.
 */
public final class OnnxRuntime {
  private static final System.Logger LOG = System.getLogger(OnnxRuntime.class.getName());

  /** Address space, not memory: only what is used is ever touched. */
  private static final long LOADING_STACK_BYTES = 256L << 20;

  private final OrtEnvironment environment;
  private final Device device;

  private OnnxRuntime(OrtEnvironment environment, Device device) {
    this.environment = environment;
    this.device = device;
  }

  /**
   * Starts ONNX Runtime on the device of choice.
   *
   * @throws LoadException where CUDA was asked for by name and there is none, or where ONNX
   *     Runtime's native library cannot be loaded
   */
  public static OnnxRuntime open(DeviceChoice choice) throws LoadException {
    try {
      var environment = environment();
      var device = resolve(choice);
      LOG.log(
          Level.INFO,
          "ONNX Runtime {0} on {1}, asked for {2}",
          environment.getVersion(),
          device.label(),
          choice.kind().name().toLowerCase(java.util.Locale.ROOT));
      return new OnnxRuntime(environment, device);
    } catch (UnsatisfiedLinkError | ExceptionInInitializerError | NoClassDefFoundError e) {
      throw new LoadException("ONNX Runtime's native library cannot be loaded: " + root(e), e);
    }
  }

  /** The wrapping says only that something is wrong. */
  private static Throwable root(Throwable thrown) {
    var cause = thrown.getCause();
    return cause == null ? thrown : root(cause);
  }

  /**
   * Made on a thread with a deep stack: while ONNX Runtime loads, it searches the process' command
   * line, recursing for each character, and a long one (a class path of 4,000 characters) overflows
   * an ordinary stack. That ends the JVM without a word.
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
    // What goes wrong comes back as an exception and is told once, by us.
    var environment =
        OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, "unroll");
    // A server does not call home.
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
          // A build for the CPU does what it is for; one for CUDA costs a GPU that nobody uses.
          LOG.log(CudaSupport.built() ? Level.WARNING : Level.DEBUG, "no CUDA: {0}", problem);
        }
        yield problem.isEmpty() ? new Device.Cuda(choice.index()) : new Device.Cpu();
      }
    };
  }

  public Device device() {
    return device;
  }

  /** "1.29.0". */
  public String version() {
    return environment.getVersion();
  }

  /**
   * Loads a graph.
   *
   * @throws LoadException naming the file and ONNX Runtime's reason, or where the thread was
   *     interrupted before
   */
  public GraphSession load(Path file) throws LoadException {
    refuseInterrupted(file.getFileName().toString());
    if (!Files.isReadable(file)) {
      throw new LoadException(file.getFileName() + " cannot be read");
    }
    try (var options = options()) {
      var session = environment.createSession(file.toString(), options);
      return GraphSession.of(environment, session, file.getFileName().toString());
    } catch (OrtException e) {
      throw refused(file.getFileName().toString(), e);
    }
  }

  /**
   * Loads a graph that was made from another one.
   *
   * @param name what it is called in errors
   * @param graph an ONNX model
   * @param folder where weights lie that the model keeps in files of their own
   * @throws LoadException naming the graph and ONNX Runtime's reason, or where the thread was
   *     interrupted before
   */
  public GraphSession load(String name, byte[] graph, Path folder) throws LoadException {
    refuseInterrupted(name);
    try (var options = options()) {
      options.addConfigEntry(
          "session.model_external_initializers_file_folder_path", folder.toString());
      return GraphSession.of(environment, environment.createSession(graph, options), name);
    } catch (OrtException e) {
      throw refused(name, e);
    }
  }

  /** Native calls cannot be interrupted: a loading thread that is told to end ends between them. */
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
    // The arena keeps the largest block of every shape it has ever seen, and sequences come in
    // every shape; the system's allocator gives memory back. docs/PERFORMANCE.md has both.
    options.setCPUArenaAllocator(false);
    options.setMemoryPatternOptimization(false);
    if (device instanceof Device.Cuda cuda) {
      options.addCUDA(cuda.index());
    }
    return options;
  }
}
