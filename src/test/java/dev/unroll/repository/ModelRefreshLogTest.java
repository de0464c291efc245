package dev.unroll.repository;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.LogLines;
import java.nio.file.Path;
import java.time.Duration;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the log says of a model that has loaded. */
class ModelRefreshLogTest {
  @TempDir Path models;

  private final LogLines log = LogLines.of(ModelRefresh.class, Level.INFO);

  @AfterEach
  void stopListening() {
    log.close();
  }

  @Test
  void load_wholePlan_saysWhyItIsNotBetter() throws Exception {
    load("gru_mean_pool");
    assertLine(
        "plan whole (excluded: causal: ReduceMean '/ReduceMean' computes over all steps) on cpu,");
  }

  @Test
  void load_cutPlan_saysNoMore() throws Exception {
    load("bilstm_tagger");
    assertLine("plan staged on cpu,");
  }

  private void assertLine(String part) {
    assertEquals(1, log.all().size());
    assertTrue(log.all().get(0).contains(part), log.all().toString());
  }

  private void load(String zoo) throws Exception {
    Folders.zoo(models, zoo);
    assertTrue(Folders.repository(models).close(Duration.ZERO));
  }
}
