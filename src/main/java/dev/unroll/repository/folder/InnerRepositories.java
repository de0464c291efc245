package dev.unroll.repository.folder;

import dev.unroll.core.LoadException;
import dev.unroll.repository.manifest.ManifestReader;
import dev.unroll.repository.triton.TritonFile;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Folders in the repository that hold models of their own, such as {@code models/tutorial}. They
 * are not models, so that a repository may lie in another; each is named in the log once, since it
 * may have been meant as a model. Thread-safe.
 */
final class InnerRepositories {
  private static final System.Logger LOG = System.getLogger(InnerRepositories.class.getName());

  /** Files that only a model's folder has. */
  private static final List<String> CONFIGURATIONS =
      List.of(ManifestReader.FILE_NAME, TritonFile.NAME);

  private final Set<Path> told = ConcurrentHashMap.newKeySet();

  /**
   * Returns whether the folder is a repository and not a model: it has neither a version nor a
   * model's configuration, and a folder in it has a version. A folder that cannot be read is a
   * model, whose failure is reported.
   */
  boolean contain(Path folder) {
    if (!isRepository(folder)) {
      told.remove(folder);
      return false;
    }
    if (told.add(folder)) {
      LOG.log(
          Level.INFO,
          "{0} is no model but a folder of models; serve --models {0} serves them",
          folder);
    }
    return true;
  }

  private static boolean isRepository(Path folder) {
    try {
      if (!RepositoryFolder.versions(folder).isEmpty()
          || CONFIGURATIONS.stream().anyMatch(file -> Files.exists(folder.resolve(file)))) {
        return false;
      }
      try (var inside = Files.list(folder)) {
        return inside.filter(Files::isDirectory).anyMatch(InnerRepositories::hasVersion);
      }
    } catch (LoadException | IOException e) {
      return false;
    }
  }

  private static boolean hasVersion(Path folder) {
    try {
      return !RepositoryFolder.versions(folder).isEmpty();
    } catch (LoadException e) {
      return false;
    }
  }
}
