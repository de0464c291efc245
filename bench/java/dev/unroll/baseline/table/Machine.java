package dev.unroll.baseline.table;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the figures were seen on. */
final class Machine {
  private Machine() {}

  /** One line; the load average is the one of now, so ask before any load of our own. */
  static String describe() {
    return Runtime.getRuntime().availableProcessors()
        + " cores of "
        + processor()
        + ", "
        + System.getProperty("os.name")
        + " "
        + System.getProperty("os.arch")
        + ", JDK "
        + System.getProperty("java.vm.version")
        + ", ONNX Runtime "
        + onnxRuntime()
        + ", load average before "
        + loadAverage();
  }

  /** As its library says it, which is in the jar that both sides run from. */
  private static String onnxRuntime() {
    return ai.onnxruntime.OrtEnvironment.getEnvironment().getVersion();
  }

  private static String processor() {
    try (var lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("an unnamed processor");
    } catch (IOException notLinux) {
      return "an unnamed processor";
    }
  }

  private static String loadAverage() {
    try {
      return Files.readString(Path.of("/proc/loadavg")).replaceAll("(\\S+ \\S+ \\S+).*\\s*", "$1");
    } catch (IOException notLinux) {
      return "unknown";
    }
  }
}
