package dev.unroll.codec;

import dev.unroll.core.LoadException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;

/** The names of a model's outputs, in the order of their indexes; distinct, none blank. */
public final class Labels {
  /** More than any model has outputs; anything larger is another file named by mistake. */
  private static final long MAX_BYTES = 16L << 20;

  private final List<String> names;

  private Labels(List<String> names) {
    this.names = names;
  }

  /**
   * Reads a file of one label a line.
   *
   * @throws LoadException naming the file and the line, where the file is missing, empty, not
   *     UTF-8, or has an empty or a repeated line
   */
  public static Labels read(Path file) throws LoadException {
    var names = lines(file);
    if (names.isEmpty()) {
      throw new LoadException(file + ": is empty; it holds one label a line");
    }
    var lineOf = new HashMap<String, Integer>();
    for (int line = 1; line <= names.size(); line++) {
      var name = names.get(line - 1);
      if (name.isBlank()) {
        throw new LoadException(file + ": line " + line + " is empty; each line is a label");
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
   * Labels by name.
   *
   * @throws IllegalArgumentException where there is none, or one is blank or repeated
   */
  public static Labels of(List<String> names) {
    if (names.isEmpty()
        || names.stream().anyMatch(String::isBlank)
        || names.stream().distinct().count() != names.size()) {
      throw new IllegalArgumentException("labels are distinct and not blank, unlike " + names);
    }
    return new Labels(List.copyOf(names));
  }

  private static List<String> lines(Path file) throws LoadException {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new LoadException(
            file + ": has " + Files.size(file) + " bytes; labels have at most " + MAX_BYTES);
      }
      var text = Files.readString(file);
      // Some editors begin a file with a byte order mark; it is not part of the first label.
      return (text.startsWith("\uFEFF") ? text.substring(1) : text)
          .lines()
          .map(String::strip)
          .toList();
    } catch (CharacterCodingException notUtf8) {
      throw new LoadException(file + ": is not UTF-8", notUtf8);
    } catch (IOException unreadable) {
      throw new LoadException(file + ": cannot be read: " + unreadable, unreadable);
    }
  }

  /** In the order of their indexes; unmodifiable. */
  public List<String> names() {
    return names;
  }

  public int size() {
    return names.size();
  }
}
