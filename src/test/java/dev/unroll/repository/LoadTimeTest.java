package dev.unroll.repository;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.Fault;
import dev.unroll.core.LoadException;
import dev.unroll.core.Ticker;
import dev.unroll.onnx.Loops;
import dev.unroll.plan.planner.Planner;
import dev.unroll.runtime.DeviceChoice;
import dev.unroll.runtime.OnnxRuntime;
import dev.unroll.schedule.ManualTicker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Models that never load, or take their time. */
@Timeout(120)
class LoadTimeTest {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration EVER = Duration.ofDays(10_000);
  private static final List<Logger> LOGS =
      List.of(
          Logger.getLogger(FailureNews.class.getName()),
          Logger.getLogger(ModelChanges.class.getName()));

  @TempDir Path models;

  @BeforeEach
  void beQuiet() {
    LOGS.forEach(log -> log.setLevel(Level.OFF));
  }

  @AfterEach
  void speakAgain() {
    LOGS.forEach(log -> log.setLevel(null));
  }

  private ModelRepository open(Ticker ticker, LoadLimits limits) throws LoadException {
    var runtime = OnnxRuntime.open(DeviceChoice.parse("cpu"));
    var loader = new ModelLoader(new Planner(runtime), 1, ticker);
    return new ModelRepository(
        models, loader, new RepositoryListener() {}, limits, runtime.activeRuns());
  }

  private static String failure(ModelRepository repository, String model) {
    return repository
        .status(model)
        .failure()
        .map(failure -> failure.version() + ": " + failure.reason())
        .orElse("");
  }

  private static void await(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      Thread.onSpinWait();
    }
  }

  private static boolean isServed(ModelRepository repository, String model) {
    return repository.statuses().stream()
        .anyMatch(status -> status.name().equals(model) && status.served().isPresent());
  }

  @ParameterizedTest
  @ValueSource(strings = {"1/model.onnx", "model.yaml", "config.pbtxt", "labels.txt"})
  void pipe_isRefusedByName_andNotRead(String file) throws Exception {
    var model = Folders.zoo(models, "gru_last", "m", 1);
    Files.deleteIfExists(model.resolve(file));
    if (file.equals("labels.txt")) {
      Files.writeString(model.resolve("model.yaml"), "output: {labels: labels.txt}\n");
    }
    var made = new ProcessBuilder("mkfifo", model.resolve(file).toString()).start().waitFor();
    assertEquals(0, made);
    try (var repository = Folders.repository(models)) {
      var failure = failure(repository, "m");
      assertTrue(failure.contains(Path.of(file).getFileName().toString()), failure);
      assertFalse(isServed(repository, "m"));
    }
  }

  @Test
  void graphThatNeverAnswers_failsByName_andTheVersionBeforeIsServed() throws Exception {
    Folders.zoo(models, "gru_last", "m", 1);
    Loops.endless().write(Files.createDirectories(models.resolve("m/2")), "model.onnx");
    Folders.zoo(models, "gru_last", "other", 1);
    var limits = new LoadLimits(1, HOUR, Duration.ofMillis(200));
    try (var repository = open(Ticker.system(), limits)) {
      repository.refresh(false);
      assertEquals(
          "2: a run of its graph on random input took longer than max-run, 200ms",
          failure(repository, "m"));
      assertTrue(isServed(repository, "m") && isServed(repository, "other"));
      assertTrue(repository.close(Duration.ZERO));
    }
  }

  @Test
  void loadOverItsTime_fails_andEachOtherModelIsServedAsSoonAsItIsLoaded() throws Exception {
    Loops.endless().write(Files.createDirectories(models.resolve("endless/1")), "model.onnx");
    Folders.zoo(models, "gru_last", "other", 1);
    var ticker = new ManualTicker();
    try (var repository = open(ticker, new LoadLimits(2, HOUR, EVER))) {
      var look = repository.look(false);
      await(() -> isServed(repository, "other"));
      assertEquals(List.of("endless"), repository.loading());
      assertFalse(look.isDone());
      ticker.advanceMillis(HOUR.toMillis() + 1);
      look.get();
      assertEquals(
          "1: loading it took longer than load-timeout, 1h", failure(repository, "endless"));
      assertEquals(List.of(), repository.loading());
    }
  }

  @Test
  void onlyThread_thatLoadsForLong_isReplaced() throws Exception {
    Loops.endless().write(Files.createDirectories(models.resolve("endless/1")), "model.onnx");
    Folders.zoo(models, "gru_last", "other", 1);
    var ticker = new ManualTicker();
    try (var repository = open(ticker, new LoadLimits(1, EVER, EVER))) {
      var look = repository.look(false);
      await(() -> {
        ticker.advanceMillis(1);
        return isServed(repository, "other");
      });
      assertFalse(look.isDone());
      repository.unload("endless");
      look.get();
    }
  }

  @Test
  void unload_whileTheModelIsLoaded_waitsForNothing_andItIsNotServed() throws Exception {
    Loops.endless().write(Files.createDirectories(models.resolve("m/1")), "model.onnx");
    try (var repository = open(Ticker.system(), new LoadLimits(1, HOUR, HOUR))) {
      var look = repository.look(false);
      var load =
          CompletableFuture.supplyAsync(() -> {
            try {
              repository.load("m", Optional.empty());
              return "loaded";
            } catch (LoadException | Fault e) {
              return "refused";
            }
          });
      repository.unload("m");
      look.get();
      // The order to load it came before or after it was unloaded.
      repository.unload("m");
      repository.unload("m");
      assertFalse(isServed(repository, "m"));
      repository.stopLoading();
      assertEquals("refused", load.get());
      var refusal = assertThrows(Fault.class, () -> repository.unload("m"));
      assertEquals(Fault.Kind.UNAVAILABLE, refusal.kind());
    }
  }

  /** ONNX Runtime optimises a graph in one call, which nothing ends. */
  @Test
  void loadThatNothingEnds_isGivenUp_andItsThreadHoldsNobodyUp() throws Exception {
    Folders.zoo(models, "gru_last", "before", 1);
    Folders.zoo(models, "gru_last", "m", 1);
    Loops.slowToLoad(60).write(Files.createDirectories(models.resolve("m/2")), "model.onnx");
    Folders.zoo(models, "gru_last", "other", 1);
    var ticker = new ManualTicker();
    try (var repository = open(ticker, new LoadLimits(1, HOUR, EVER))) {
      var unused = repository.look(false);
      await(() -> isServed(repository, "before"));
      await(() -> {
        ticker.advanceMillis(1_000);
        return !failure(repository, "m").isEmpty();
      });
      assertEquals("2: loading it took longer than load-timeout, 1h", failure(repository, "m"));
      assertFalse(repository.close(Duration.ZERO));
    }
  }
}
