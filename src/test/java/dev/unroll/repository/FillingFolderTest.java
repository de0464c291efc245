package dev.unroll.repository;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.LogLines;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders that somebody copies files into while the server polls. */
class FillingFolderTest {
  private static final Path GRAPH = Path.of("src/test/resources/zoo/gru_last/model.onnx");

  @TempDir Path models;

  private final LogLines log = LogLines.of(FailureNews.class, Level.INFO);

  @AfterEach
  void stopListening() {
    log.close();
  }

  @Test
  void model_filledBetweenLooks_isServedWithoutAWordBefore() throws Exception {
    var graph = Files.readAllBytes(GRAPH);
    try (var repository = Folders.repository(models)) {
      var folder = Files.createDirectories(models.resolve("m"));
      repository.refresh(true);
      var version = Files.createDirectories(folder.resolve("1"));
      repository.refresh(true);
      Files.write(version.resolve("model.onnx"), Arrays.copyOf(graph, graph.length / 3));
      repository.refresh(true);
      Files.write(version.resolve("model.onnx"), Arrays.copyOf(graph, graph.length / 2));
      repository.refresh(true);
      assertTrue(repository.status("m").isLoading());
      Files.write(version.resolve("model.onnx"), graph);
      repository.refresh(true);
      repository.refresh(true);
      assertEquals(1, repository.servedCount());
      assertEquals(List.of(), log.all());
    }
  }

  @Test
  void model_thatStaysIncomplete_isAWarningOnce() throws Exception {
    try (var repository = Folders.repository(models)) {
      var folder = Files.createDirectories(models.resolve("m"));
      refresh(repository);
      assertEquals(
          List.of(
              "WARNING model m failed to load: it has no version; a version is a folder whose name"
                  + " is a positive integer, such as m/1/model.onnx"),
          log.all());
      Files.createDirectories(folder.resolve("1"));
      refresh(repository);
      assertEquals(
          "WARNING model m version 1 failed to load: holds neither model.onnx nor encoder.onnx and"
              + " decoder.onnx",
          log.all().get(1));
      assertEquals(2, log.all().size());
    }
  }

  @Test
  void model_thatStaysBroken_isAnErrorOnce() throws Exception {
    try (var repository = Folders.repository(models)) {
      Folders.truncated(models, "gru_last", "m", 1);
      repository.refresh(true);
      assertEquals(List.of(), log.all());
      refresh(repository);
      assertEquals(1, log.all().size());
      assertTrue(log.all().get(0).startsWith("SEVERE model m version 1 failed to load: "));
    }
  }

  @Test
  void olderVersion_beingReplaced_isLeftUntilItSettles() throws Exception {
    Folders.zoo(models, "gru_last", "m", 1);
    Folders.truncated(models, "gru_last", "m", 2);
    try (var repository = Folders.repository(models)) {
      var before = repository.status("m").served();
      assertEquals(1, repository.servedCount());
      var graph = Files.readAllBytes(GRAPH);
      Files.write(models.resolve("m/1/model.onnx"), Arrays.copyOf(graph, graph.length / 2));
      repository.refresh(true);
      Files.write(models.resolve("m/1/model.onnx"), graph);
      repository.refresh(true);
      assertEquals(before, repository.status("m").served());
      assertEquals(1, log.all().size(), log.all().toString());
    }
  }

  @Test
  void servedVersion_whoseFilesBreak_staysServedAndTheLogSaysSo() throws Exception {
    Folders.zoo(models, "gru_last", "m", 1);
    try (var repository = Folders.repository(models)) {
      Files.writeString(models.resolve("m/1/model.onnx"), "broken");
      refresh(repository);
      var line = log.all().get(0);
      assertTrue(
          line.endsWith("; the version stays served as it was before its files changed"), line);
    }
  }

  @Test
  void graph_outsideAVersion_orOfAnotherName_isSaidWhereToGo() throws Exception {
    Files.createDirectories(models.resolve("flat"));
    Files.copy(GRAPH, models.resolve("flat/model.onnx"));
    Files.createDirectories(models.resolve("named/1"));
    Files.copy(GRAPH, models.resolve("named/1/graph.onnx"));
    Files.createDirectories(models.resolve("half/1"));
    Files.copy(GRAPH, models.resolve("half/1/encoder.onnx"));
    try (var repository = Folders.repository(models)) {
      assertEquals(
          "it has no version: move model.onnx into a folder, flat/1/model.onnx",
          reason(repository, "flat"));
      assertEquals(
          "holds neither model.onnx nor encoder.onnx and decoder.onnx; rename graph.onnx to"
              + " model.onnx",
          reason(repository, "named"));
      assertEquals(
          "holds encoder.onnx but no decoder.onnx; a generator needs both",
          reason(repository, "half"));
    }
  }

  private static String reason(ModelRepository repository, String name) {
    return repository.status(name).failure().orElseThrow().reason();
  }

  /** Looks until the files have been the same for two looks, and once more. */
  private static void refresh(ModelRepository repository) throws Exception {
    for (int look = 0; look < 3; look++) {
      repository.refresh(true);
    }
  }
}
