package dev.unroll.repository.folder;

import dev.unroll.core.LoadException;
import dev.unroll.core.SpellingHint;
import dev.unroll.repository.manifest.ManifestReader;
import dev.unroll.repository.triton.TritonFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Finds files that are ignored because their name is nearly one that is read, such as {@code
 * model.yml}.
 */
public final class FileNameHints {
  private static final List<String> READ = List.of(ManifestReader.FILE_NAME, TritonFile.NAME);

  /** An ending that editors and browsers add, often without showing it. */
  private static final String ADDED = ".txt";

  private FileNameHints() {}

  /**
   * Returns a warning for each such file.
   *
   * @throws LoadException if the folder cannot be read
   */
  public static List<String> warnings(Path modelFolder) throws LoadException {
    try (var files = Files.list(modelFolder)) {
      var names =
          files
              .filter(Files::isRegularFile)
              .map(file -> String.valueOf(file.getFileName()))
              .sorted()
              .toList();
      var warnings = new ArrayList<String>();
      for (var read : READ) {
        if (!names.contains(read)) {
          names.stream()
              .filter(name -> isNear(name, read))
              .map(name -> name + " is ignored; only the name " + read + " is read")
              .forEach(warnings::add);
        }
      }
      return warnings;
    } catch (IOException e) {
      throw new LoadException("the folder cannot be read: " + e, e);
    }
  }

  private static boolean isNear(String name, String read) {
    var bare =
        name.length() > ADDED.length() && name.toLowerCase(Locale.ROOT).endsWith(ADDED)
            ? name.substring(0, name.length() - ADDED.length())
            : name;
    int dot = bare.indexOf('.');
    int readDot = read.indexOf('.');
    return dot > 0
        && isSlip(bare.substring(0, dot), read.substring(0, readDot))
        && isSlip(bare.substring(dot + 1), read.substring(readDot + 1));
  }

  private static boolean isSlip(String written, String right) {
    return SpellingHint.to(written, List.of(right)).isPresent();
  }
}
