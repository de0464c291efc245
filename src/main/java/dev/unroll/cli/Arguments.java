package dev.unroll.cli;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Recovers the arguments as they were typed. In the POSIX locale, which containers have, Java reads
 * each character outside ASCII as "?". Linux keeps the bytes of the command line.
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

  /** Returns the arguments from the end of the command line; the JVM's come before them. */
  static String[] recovered(String[] arguments, String commandLine) {
    var words = commandLine.split("\0", -1);
    // A NUL ends each word, so the last part is empty.
    int end = words.length - 1;
    return end < arguments.length
        ? arguments
        : Arrays.copyOfRange(words, end - arguments.length, end);
  }
}
