package dev.unroll.repository;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.Fault;
import dev.unroll.core.LoadException;
import dev.unroll.core.ModelKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Models that clients have loaded and unloaded. */
class LoadAndUnloadTest {
  private static final Optional<String> NO_CONFIG = Optional.empty();

  @TempDir Path models;

  private final List<String> heard = new ArrayList<>();
  private final RepositoryListener listener =
      new RepositoryListener() {
        @Override
        public void loaded(String name) {
          heard.add("loaded " + name);
        }

        @Override
        public void unloaded(String name) {
          heard.add("unloaded " + name);
        }

        @Override
        public void freed(ModelKey key) {
          heard.add("freed " + key);
        }

        @Override
        public void failed(String name, long version, String reason, boolean nothingServed) {
          heard.add("failed " + name + " " + version);
        }

        @Override
        public void recovered(String name) {
          heard.add("recovered " + name);
        }
      };

  private static long served(ModelRepository repository, String name) {
    try (var lease = repository.lease(name, 0)) {
      return lease.model().key().version();
    }
  }

  @Test
  void load_servesWhatHasComeSince() throws Exception {
    Folders.zoo(models, "gru_last", "m", 1);
    try (var repository = Folders.repository(models, listener)) {
      Folders.zoo(models, "gru_hidden_head", "m", 2);
      repository.load("m", NO_CONFIG);
      assertEquals(2, served(repository, "m"));
      Folders.zoo(models, "gru_last", "new", 1);
      repository.load("new", NO_CONFIG);
      assertEquals(1, served(repository, "new"));
      assertEquals(List.of("freed m/1", "loaded m", "loaded new"), heard);
    }
  }

  @Test
  void load_ofWhatIsServedAlready_changesNothing() throws Exception {
    Folders.zoo(models, "gru_last", "m", 1);
    try (var repository = Folders.repository(models)) {
      var before = repository.status("m").served();
      repository.load("m", NO_CONFIG);
      assertEquals(before, repository.status("m").served());
    }
  }

  @Test
  void load_ofABrokenVersion_saysWhy_andTheOlderOneGoesOn() throws Exception {
    Folders.zoo(models, "gru_last", "m", 1);
    try (var repository = Folders.repository(models, listener)) {
      Files.createDirectories(models.resolve("m/2"));
      var refusal = assertThrows(LoadException.class, () -> repository.load("m", NO_CONFIG));
      assertEquals("holds neither model.onnx nor encoder.onnx and decoder.onnx", refusal.reason());
      assertEquals(1, served(repository, "m"));
      // What has failed is tried again when somebody asks, though its files are the same.
      assertThrows(LoadException.class, () -> repository.load("m", NO_CONFIG));
      assertEquals(List.of("failed m 2"), heard);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"n", "", "..", "m/1", "../models", ".hidden"})
  void load_ofNoModel_isNotFound(String name) throws Exception {
    Folders.zoo(models, "gru_last", "m", 1);
    Files.createDirectories(models.resolve(".hidden/1"));
    try (var repository = Folders.repository(models)) {
      var fault = assertThrows(Fault.class, () -> repository.load(name, NO_CONFIG));
      assertEquals(Fault.Kind.NOT_FOUND, fault.kind());
      assertTrue(fault.reason().endsWith("there are m"), fault.reason());
    }
  }

  @Test
  void unload_ofNoModel_isNotFound() throws Exception {
    Folders.zoo(models, "gru_last", "model", 1);
    try (var repository = Folders.repository(models)) {
      var fault = assertThrows(Fault.class, () -> repository.unload("modle"));
      assertEquals(Fault.Kind.NOT_FOUND, fault.kind());
      assertEquals(
          "model 'modle' does not exist; did you mean 'model'?; there are model", fault.reason());
    }
  }

  @Test
  void unload_letsCallsInFlightFinish_andRefusesNewOnes() throws Exception {
    Folders.zoo(models, "gru_last", "m", 1);
    try (var repository = Folders.repository(models, listener)) {
      var held = repository.lease("m", 0);
      repository.unload("m");
      assertEquals(List.of("unloaded m"), heard);
      var fault = assertThrows(Fault.class, () -> repository.lease("m", 0));
      assertEquals(Fault.Kind.UNAVAILABLE, fault.kind());
      assertEquals(
          "model 'm' has no available versions: it was unloaded; load it to use it again",
          fault.reason());
      assertTrue(repository.status("m").unloaded());
      assertEquals(0, repository.servedCount());
      held.close();
      assertEquals(List.of("unloaded m", "freed m/1"), heard);
    }
  }

  @Test
  void unloadedModel_staysOut_whateverBecomesOfItsFiles_untilItIsLoaded() throws Exception {
    Folders.zoo(models, "gru_last", "m", 1);
    try (var repository = Folders.repository(models, listener)) {
      repository.unload("m");
      Folders.zoo(models, "gru_hidden_head", "m", 2);
      repository.refresh(false);
      repository.refresh(true);
      assertTrue(repository.status("m").unloaded());
      repository.load("m", NO_CONFIG);
      assertEquals(2, served(repository, "m"));
      assertFalse(repository.status("m").unloaded());
    }
  }

  @Test
  void unloadedModel_whoseFolderGoesAndComesBack_isANewOne() throws Exception {
    var folder = Folders.zoo(models, "gru_last", "m", 1);
    try (var repository = Folders.repository(models)) {
      repository.unload("m");
      Files.move(folder, models.resolve(".away"));
      repository.refresh(false);
      assertThrows(Fault.class, () -> repository.status("m"));
      Files.move(models.resolve(".away"), folder);
      repository.refresh(false);
      assertEquals(1, served(repository, "m"));
    }
  }

  @Test
  void unload_ofAFailingModel_healsIt() throws Exception {
    Files.createDirectories(models.resolve("m/1"));
    try (var repository = Folders.repository(models, listener)) {
      repository.unload("m");
      assertEquals(List.of("failed m 1", "recovered m", "unloaded m"), heard);
    }
  }

  @Test
  void givenConfig_takesThePlaceOfTheFile_untilTheNextLoadWithoutOne() throws Exception {
    var folder = Folders.zoo(models, "gru_last", "m", 1);
    Files.writeString(folder.resolve("config.pbtxt"), "max_batch_size: 3");
    try (var repository = Folders.repository(models)) {
      assertEquals(3, maxBatchSize(repository));
      repository.load("m", Optional.of("{\"maxBatchSize\": 5}"));
      assertEquals(5, maxBatchSize(repository));
      repository.refresh(false);
      assertEquals(5, maxBatchSize(repository));
      repository.load("m", NO_CONFIG);
      assertEquals(3, maxBatchSize(repository));
    }
  }

  private static int maxBatchSize(ModelRepository repository) {
    var triton = repository.status("m").served().orElseThrow().triton();
    return triton.orElseThrow().maxBatchSize().orElseThrow();
  }

  @Test
  void givenConfig_thatDoesNotDo_isRefused_andTheModelGoesOnAsItWas() throws Exception {
    Folders.zoo(models, "gru_last", "m", 1);
    try (var repository = Folders.repository(models, listener)) {
      var wrong = Optional.of("{\"platform\": \"tensorrt_plan\"}");
      var refusal = assertThrows(LoadException.class, () -> repository.load("m", wrong));
      assertTrue(
          refusal.reason().startsWith("the configuration that was given: 'platform': is 'tensorrt"),
          refusal.reason());
      var json = assertThrows(LoadException.class, () -> repository.load("m", Optional.of("{")));
      assertTrue(
          json.reason().contains("is not a valid model configuration as JSON"), json.reason());
      assertEquals(1, served(repository, "m"));
      assertEquals(Optional.empty(), repository.status("m").failure());
      assertEquals(List.of("failed m 0", "recovered m", "failed m 0", "recovered m"), heard);
    }
  }

  @Test
  void closedRepository_isUnavailable() throws Exception {
    Folders.zoo(models, "gru_last", "m", 1);
    var repository = Folders.repository(models);
    repository.close();
    var fault = assertThrows(Fault.class, () -> repository.load("m", NO_CONFIG));
    assertEquals(Fault.Kind.UNAVAILABLE, fault.kind());
    assertThrows(Fault.class, () -> repository.unload("m"));
  }
}
