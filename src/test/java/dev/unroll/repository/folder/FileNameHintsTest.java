package dev.unroll.repository.folder;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileNameHintsTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "model.yml, model.yaml",
    "Model.yaml, model.yaml",
    "model.YAML, model.yaml",
    "model.yaml.txt, model.yaml",
    "models.yaml, model.yaml",
    "model.yml.txt, model.yaml",
    "config.pbtx, config.pbtxt",
    "config.pbtxt.txt, config.pbtxt",
    "Config.pbtxt, config.pbtxt"
  })
  void name_nearOneThatIsRead_isWarnedOf(String name, String read) throws Exception {
    Files.createFile(folder.resolve(name));
    assertEquals(
        List.of(name + " is ignored; only the name " + read + " is read"),
        FileNameHints.warnings(folder));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "model.yaml",
        "model.json",
        "model.md",
        "model.data",
        "labels.txt",
        "tokenizer.json",
        "README.md",
        "notes.yaml",
        "yaml",
        ".yaml",
        "config.json"
      })
  void name_ofAnotherFile_isNot(String name) throws Exception {
    Files.createFile(folder.resolve(name));
    assertEquals(List.of(), FileNameHints.warnings(folder));
  }

  @Test
  void name_besideTheRightOne_isNot() throws Exception {
    Files.createFile(folder.resolve("model.yaml"));
    Files.createFile(folder.resolve("model.yml"));
    Files.createDirectory(folder.resolve("config.pbtx"));
    assertEquals(List.of(), FileNameHints.warnings(folder));
  }
}
