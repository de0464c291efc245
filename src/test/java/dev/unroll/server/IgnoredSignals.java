package dev.unroll.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The signals that the tests themselves are started to ignore: HUP under {@code nohup}, INT in the
 * background of a script. A program that they start would ignore them as well, and Java does not
 * even look at a signal that it was started to ignore.
 */
public final class IgnoredSignals {
  private static final List<String> NAMES = List.of("HUP", "INT", "TERM");
  private static final List<Integer> NUMBERS = List.of(1, 2, 15);
  private static final Path STATUS = Path.of("/proc/self/status");

  private IgnoredSignals() {}

  /**
   * What is put before a program's name so that it hears them again: nothing, or {@code env} of GNU
   * coreutils 8.31 and newer.
   */
  public static List<String> heardAgain() throws IOException {
    return Files.exists(STATUS) ? heardAgain(Files.readAllLines(STATUS)) : List.of();
  }

  /**
   * The same for another process.
   *
   * @param status the lines of its {@code /proc/PID/status}
   */
  static List<String> heardAgain(List<String> status) {
    long mask =
        status.stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .mapToLong(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16))
            .findFirst()
            .orElse(0);
    var ignored = new ArrayList<String>();
    for (int each = 0; each < NAMES.size(); each++) {
      if ((mask >> (NUMBERS.get(each) - 1) & 1) == 1) {
        ignored.add(NAMES.get(each));
      }
    }
    return ignored.isEmpty()
        ? List.of()
        : List.of("env", "--default-signal=" + String.join(",", ignored));
  }
}
