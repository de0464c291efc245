package dev.unroll.repository.triton;

import dev.unroll.core.LoadException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * A folder of a model. A manifest or a configuration may only name files inside it.
 *
 * @param source the file that names them, for errors
 */
public record ModelFolder(Path folder, ConfigSource source) {
  /**
   * Returns the file that a key names.
   *
   * @param key the path of the key, for errors
   * @return the existing file, with links resolved
   * @throws LoadException if the path is absolute, leaves the folder, or names no file
   */
  public Path file(String key, String written) throws LoadException {
    var relative = relative(key, written);
    try {
      var root = folder.toRealPath();
      var file = folder.resolve(relative);
      if (!Files.exists(file)) {
        throw wrong(key, written, "does not exist in the model's folder");
      }
      // Links are resolved only here, and a link may leave the folder as ".." does.
      var real = file.toRealPath();
      if (!real.startsWith(root)) {
        throw wrong(key, written, "is a link that leaves the model's folder");
      }
      if (!Files.isRegularFile(real)) {
        throw wrong(key, written, "is not a file");
      }
      return real;
    } catch (IOException unreadable) {
      throw wrong(key, written, "cannot be read: " + unreadable);
    }
  }

  /**
   * Returns the path that a key names, without checking that the file exists.
   *
   * @throws LoadException if the path is absolute or leaves the folder
   */
  Path relative(String key, String written) throws LoadException {
    Path path;
    try {
      path = Path.of(written);
    } catch (InvalidPathException noPath) {
      throw wrong(key, written, "is not a valid path: " + noPath.getReason());
    }
    if (written.isBlank()) {
      throw wrong(key, written, "names no file");
    }
    if (path.isAbsolute()) {
      throw wrong(key, written, "is absolute; write a path relative to the model's folder");
    }
    for (var name : path) {
      if (name.toString().equals("..")) {
        throw wrong(key, written, "contains '..'; write a path inside the model's folder");
      }
    }
    return path;
  }

  private LoadException wrong(String key, String written, String what) {
    return source.wrong(key, "'" + written + "' " + what);
  }
}
