package dev.unroll.codec.label;

import dev.unroll.core.LoadException;
import dev.unroll.settings.TextFile;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;

/** The names of a model's outputs, in the order of their indexes; distinct and not blank. */
public final class Labels {
  /** A larger file is probably another file that was named by mistake. */
  private static final long MAX_BYTES = 16L << 20;

  private final List<String> names;

  private Labels(List<String> names) {
    this.names = names;
  }

  /**
   * Reads a file with one label per line.
   *
   * @throws LoadException if the file is missing, empty, not UTF-8, or has an empty or a repeated
   *     line
   */
  public static Labels read(Path file) throws LoadException {
    var names = TextFile.read(file, MAX_BYTES).lines().map(String::strip).toList();
    if (names.isEmpty()) {
      throw new LoadException(file + ": is empty; write one label per line");
    }
    var lineOf = new HashMap<String, Integer>();
    for (int line = 1; line <= names.size(); line++) {
      var name = names.get(line - 1);
      if (name.isBlank()) {
        throw new LoadException(file + ": line " + line + " is empty; write a label on each line");
      }
      var earlier = lineOf.putIfAbsent(name, line);
      if (earlier != null) {
        throw new LoadException(
            file + ": line " + line + " repeats '" + name + "' of line " + earlier);
      }
    }
    return new Labels(List.copyOf(names));
  }

  /**
   * Returns labels with these names.
   *
   * @throws IllegalArgumentException if there is no name, or one is blank or repeated
   */
  public static Labels of(List<String> names) {
    if (names.isEmpty()
        || names.stream().anyMatch(String::isBlank)
        || names.stream().distinct().count() != names.size()) {
      throw new IllegalArgumentException("labels are distinct and not blank, unlike " + names);
    }
    return new Labels(List.copyOf(names));
  }

  /** Returns the names in the order of their indexes; unmodifiable. */
  public List<String> names() {
    return names;
  }

  public int size() {
    return names.size();
  }
}
