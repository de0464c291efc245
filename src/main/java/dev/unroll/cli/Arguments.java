package dev.unroll.cli;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The arguments as they were typed. In the POSIX locale, which containers have, Java reads each
 * letter beyond ASCII as "?" and a Korean sentence is lost; Linux keeps the bytes.
 */
final class Arguments {
  private static final Path KEPT = Path.of("/proc/self/cmdline");

  private Arguments() {}

  static String[] asTyped(String[] arguments) {
    var encoding = System.getProperty("sun.jnu.encoding", "UTF-8");
    if (Charset.forName(encoding).equals(StandardCharsets.UTF_8) || !Files.isReadable(KEPT)) {
      return arguments;
    }
    try {
      return recovered(arguments, Files.readString(KEPT, StandardCharsets.UTF_8));
    } catch (IOException notText) {
      return arguments;
    }
  }

  /** The last words of the process's command line are ours; before them stand the JVM's. */
  static String[] recovered(String[] arguments, String commandLine) {
    var words = commandLine.split("\0", -1);
    // Each word has its NUL, so the last piece is empty.
    int end = words.length - 1;
    return end < arguments.length
        ? arguments
        : Arrays.copyOfRange(words, end - arguments.length, end);
  }
}
