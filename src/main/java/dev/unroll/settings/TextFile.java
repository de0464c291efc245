package dev.unroll.settings;

import dev.unroll.core.LoadException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads whole text files. */
public final class TextFile {
  private TextFile() {}

  /**
   * Returns the text of a file, without a byte order mark.
   *
   * @throws LoadException if the file is missing, not a regular file, larger than {@code maxBytes}
   *     or not UTF-8
   */
  public static String read(Path file, long maxBytes) throws LoadException {
    try {
      RegularFile.check(file);
      long bytes = Files.size(file);
      if (bytes > maxBytes) {
        throw new LoadException(
            file + ": has " + bytes + " bytes; at most " + maxBytes + " are allowed");
      }
      var text = Files.readString(file);
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException notUtf8) {
      throw new LoadException(file + ": is not UTF-8", notUtf8);
    } catch (NoSuchFileException missing) {
      throw new LoadException(file + ": does not exist", missing);
    } catch (IOException unreadable) {
      throw new LoadException(file + ": cannot be read: " + unreadable, unreadable);
    }
  }
}
