package dev.unroll.repository.folder;

import dev.unroll.core.LoadException;
import dev.unroll.repository.triton.TritonFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads the repository's folder: models, versions, and fingerprints of their files. */
public final class RepositoryFolder {
  private static final Pattern VERSION = Pattern.compile("[1-9]\\d{0,17}");

  private final Path root;
  private final InnerRepositories innerRepositories = new InnerRepositories();

  public RepositoryFolder(Path root) {
    this.root = root;
  }

  public boolean exists() {
    return Files.exists(root);
  }

  /**
   * Returns the models' folders, ordered by name. Hidden folders and files are not models, and
   * neither are folders with models of their own.
   *
   * @throws LoadException if the folder is missing or cannot be read
   */
  public List<Path> models() throws LoadException {
    if (!Files.isDirectory(root)) {
      throw new LoadException(
          "models folder " + root + (Files.exists(root) ? " is not a folder" : " does not exist"));
    }
    try (var entries = Files.list(root)) {
      return entries
          .filter(Files::isDirectory)
          .filter(folder -> !folder.getFileName().toString().startsWith("."))
          .filter(folder -> !innerRepositories.contain(folder))
          .sorted(Comparator.comparing(folder -> folder.getFileName().toString()))
          .toList();
    } catch (IOException e) {
      throw new LoadException("models folder " + root + " cannot be read: " + e, e);
    }
  }

  /** Returns a model's versions, highest first. */
  public static List<Long> versions(Path model) throws LoadException {
    try (var entries = Files.list(model)) {
      return entries
          .filter(Files::isDirectory)
          .map(folder -> folder.getFileName().toString())
          .filter(name -> VERSION.matcher(name).matches())
          .map(Long::valueOf)
          .sorted(Comparator.reverseOrder())
          .toList();
    } catch (IOException e) {
      throw new LoadException("the folder cannot be read: " + e, e);
    }
  }

  private static void addFiles(Path folder, List<Path> files) throws IOException {
    try (Stream<Path> inside = Files.list(folder)) {
      inside.filter(Files::isRegularFile).forEach(files::add);
    }
  }

  /**
   * Returns a text that changes when the name, size or time of a file of the model or of that
   * version does.
   */
  public static String fingerprint(Path model, long version) throws LoadException {
    var files = new ArrayList<Path>();
    try (Stream<Path> beside = Files.list(model);
        Stream<Path> inside = Files.walk(model.resolve(Long.toString(version)))) {
      beside.filter(Files::isRegularFile).forEach(files::add);
      inside.filter(Files::isRegularFile).forEach(files::add);
      var states = model.resolve(TritonFile.STATES_FOLDER);
      if (Files.isDirectory(states)) {
        addFiles(states, files);
      }
      files.sort(Comparator.naturalOrder());
      var fingerprint = new StringBuilder();
      for (var file : files) {
        fingerprint
            .append(model.relativize(file))
            .append(' ')
            .append(Files.size(file))
            .append(' ')
            .append(Files.getLastModifiedTime(file).toMillis())
            .append('\n');
      }
      return fingerprint.toString();
    } catch (IOException | java.io.UncheckedIOException e) {
      throw new LoadException("the folder cannot be read: " + e, e);
    }
  }
}
