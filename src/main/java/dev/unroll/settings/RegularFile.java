package dev.unroll.settings;

import dev.unroll.core.LoadException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Refuses what is not a regular file: reading a pipe or a device may never end. */
public final class RegularFile {
  private RegularFile() {}

  /**
   * Checks a file before it is opened; one that is missing is left to whoever opens it.
   *
   * @throws LoadException if it is a pipe, a device, a socket or a folder
   */
  public static void check(Path file) throws LoadException {
    if (Files.isDirectory(file)) {
      throw new LoadException(file + ": is a folder, not a file");
    }
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new LoadException(
          file + ": is a pipe, a device or a socket; only regular files are read");
    }
  }
}
