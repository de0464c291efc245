package dev.unroll.core;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Says why a native library cannot be unpacked into the temporary folder and loaded from there.
 * Libraries that fail to do so report what they tried last, which is not the reason.
 */
public final class TemporaryFolder {
  private static final Path MOUNTS = Path.of("/proc/self/mounts");
  private static final long MIB = 1 << 20;

  private TemporaryFolder() {}

  /**
   * Returns what keeps libraries of that size from being loaded, and what to do about it. Returns
   * an empty text if nothing does.
   */
  public static String problem(long bytes) {
    return problem(Path.of(System.getProperty("java.io.tmpdir", "/tmp")), bytes, mounts());
  }

  /**
   * @param mounts the lines of {@code /proc/self/mounts}; empty where there is no such file
   */
  static String problem(Path folder, long bytes, List<String> mounts) {
    var wrong = wrong(folder.toAbsolutePath().normalize(), bytes, mounts);
    return wrong.isEmpty()
        ? ""
        : "the temporary folder "
            + folder
            + " (java.io.tmpdir), into which it is unpacked, "
            + wrong
            + "; name another folder by java -Djava.io.tmpdir=FOLDER";
  }

  private static String wrong(Path folder, long bytes, List<String> mounts) {
    if (!Files.isDirectory(folder)) {
      return Files.exists(folder) ? "is not a folder" : "does not exist";
    }
    if (!Files.isWritable(folder)) {
      return "is not writable for this user, or is on a read-only file system";
    }
    // First of the two, since a library that was unpacked and not loaded may still take the space.
    if (isNoExec(folder, mounts)) {
      return "is mounted noexec, so no library can be loaded from it";
    }
    long free = freeBytes(folder);
    return free >= bytes
        ? ""
        : "has " + (free / MIB) + " MiB free, and " + ((bytes + MIB - 1) / MIB) + " MiB are needed";
  }

  private static long freeBytes(Path folder) {
    try {
      return Files.getFileStore(folder).getUsableSpace();
    } catch (IOException unknown) {
      return Long.MAX_VALUE;
    }
  }

  private static List<String> mounts() {
    try {
      return Files.readAllLines(MOUNTS);
    } catch (IOException notLinux) {
      return List.of();
    }
  }

  /** Whether the mount that has the folder is noexec. A line is: device, place, type, options. */
  private static boolean isNoExec(Path folder, List<String> mounts) {
    @Nullable Path longest = null;
    boolean noExec = false;
    for (var line : mounts) {
      var words = line.split(" ", -1);
      if (words.length < 4) {
        continue;
      }
      var place = Path.of(words[1].replace("\\040", " "));
      // Of two mounts at one place the later one is on top.
      if (folder.startsWith(place)
          && (longest == null || place.getNameCount() >= longest.getNameCount())) {
        longest = place;
        noExec = List.of(words[3].split(",", -1)).contains("noexec");
      }
    }
    return noExec;
  }
}
