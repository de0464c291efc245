package dev.unroll.runtime;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession;
import java.nio.file.Path;

/** Finds out whether this process can use CUDA, and if not, what is missing. */
final class CudaSupport {
  private static final String LIBRARY = "onnxruntime_providers_cuda";

  private CudaSupport() {}

  /** Returns whether this build of ONNX Runtime includes CUDA. */
  static boolean built() {
    return OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA);
  }

  /**
   * Returns why CUDA cannot be used, or empty if it can.
   *
   * @param index the GPU's number
   */
  static String problem(int index) {
    if (!built()) {
      return "this build has ONNX Runtime for the CPU only (build with: mvn -Pcuda -DskipTests package)";
    }
    try (var options = new OrtSession.SessionOptions()) {
      options.addCUDA(index);
      return "";
    } catch (OrtException e) {
      return e.getMessage() + missing() + " (it needs an NVIDIA driver, CUDA 12 and cuDNN 9)";
    }
  }

  /**
   * Returns which library is missing, or empty. ONNX Runtime says only that loading failed, but the
   * dynamic linker names the library. Only an image knows the folder of the libraries.
   */
  private static String missing() {
    var folder = System.getProperty("onnxruntime.native.path");
    if (folder == null) {
      return "";
    }
    var library = Path.of(folder, System.mapLibraryName(LIBRARY)).toAbsolutePath();
    try {
      System.load(library.toString());
      return "";
    } catch (UnsatisfiedLinkError e) {
      return ": " + e.getMessage();
    }
  }
}
