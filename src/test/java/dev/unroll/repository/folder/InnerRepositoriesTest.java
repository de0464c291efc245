package dev.unroll.repository.folder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.LogLines;
import dev.unroll.repository.Folders;
import dev.unroll.repository.ModelRepository;
import dev.unroll.repository.ModelStatus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A folder of models inside of the models folder. */
class InnerRepositoriesTest {
  @TempDir Path models;

  private final LogLines log = LogLines.of(InnerRepositories.class, Level.INFO);

  @AfterEach
  void stopListening() {
    log.close();
  }

  @Test
  void folderOfModels_isSkippedAndNamedOnce() throws Exception {
    Folders.zoo(models, "gru_last", "served", 1);
    Folders.zoo(models.resolve("inner"), "gru_last", "hidden", 1);
    try (var repository = Folders.repository(models)) {
      repository.refresh(false);
      assertEquals(List.of("served"), names(repository));
      assertEquals(
          List.of(
              "INFO %1$s is no model but a folder of models; serve --models %1$s serves them"
                  .formatted(models.resolve("inner"))),
          log.all());
    }
    try (var repository = Folders.repository(models.resolve("inner"))) {
      assertEquals(List.of("hidden"), names(repository));
    }
  }

  /** A model whose version has not been copied yet, or whose version has the wrong name. */
  @ParameterizedTest
  @ValueSource(strings = {"model.yaml", "config.pbtxt"})
  void folderWithAConfiguration_isAModelThatFails(String file) throws Exception {
    Folders.zoo(models.resolve("model"), "gru_last", "v1", 1);
    Files.createFile(models.resolve("model").resolve(file));
    assertFails("model");
  }

  @Test
  void folderWithoutAnyVersion_isAModelThatFails() throws Exception {
    Files.createDirectories(models.resolve("empty"));
    assertFails("empty");
    Files.createDirectories(models.resolve("empty/v1"));
    assertFails("empty");
  }

  @Test
  void folderWithAVersion_isAModel_whateverElseItHolds() throws Exception {
    Folders.zoo(models, "gru_last", "model", 1);
    Folders.zoo(models.resolve("model"), "gru_last", "other", 1);
    try (var repository = Folders.repository(models)) {
      assertEquals(List.of("model"), names(repository));
      assertEquals(1, repository.servedCount());
    }
  }

  /** The first model of a folder turns it into a repository, and its first version into a model. */
  @Test
  void folderThatChanges_isLookedAtAnew() throws Exception {
    var folder = Files.createDirectories(models.resolve("inner"));
    try (var repository = Folders.repository(models)) {
      assertEquals(List.of("inner"), names(repository));
      Folders.zoo(folder, "gru_last", "model", 1);
      repository.refresh(false);
      assertEquals(List.of(), names(repository));
      Folders.delete(folder);
      Folders.zoo(models, "gru_last", "inner", 1);
      repository.refresh(false);
      assertEquals(1, repository.servedCount());
    }
  }

  private void assertFails(String name) throws Exception {
    try (var repository = Folders.repository(models)) {
      assertEquals(List.of(name), names(repository));
      var reason = repository.status(name).failure().orElseThrow().reason();
      assertTrue(reason.startsWith("it has no version"), reason);
    }
    assertEquals(List.of(), log.all());
  }

  private static List<String> names(ModelRepository repository) {
    return repository.statuses().stream().map(ModelStatus::name).toList();
  }
}
