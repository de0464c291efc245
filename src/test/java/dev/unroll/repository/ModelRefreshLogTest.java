package dev.unroll.repository;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.text.MessageFormat;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the log says of a model that has loaded. */
class ModelRefreshLogTest {
  @TempDir Path models;

  private final Logger logger = Logger.getLogger(ModelRefresh.class.getName());
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord record) {
          lines.add(MessageFormat.format(record.getMessage(), record.getParameters()));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void listen() {
    logger.setLevel(Level.INFO);
    logger.setUseParentHandlers(false);
    logger.addHandler(handler);
  }

  @AfterEach
  void stopListening() {
    logger.removeHandler(handler);
    logger.setUseParentHandlers(true);
    logger.setLevel(null);
  }

  @Test
  void load_wholePlan_saysWhyItIsNotBetter() throws Exception {
    load("gru_mean_pool");
    assertEquals(1, lines.size());
    assertTrue(
        lines
            .get(0)
            .contains(
                "plan whole (not causal: ReduceMean '/ReduceMean' computes over all steps) on cpu,"),
        lines.toString());
  }

  @Test
  void load_cutPlan_saysNoMore() throws Exception {
    load("bilstm_tagger");
    assertEquals(1, lines.size());
    assertTrue(lines.get(0).contains("plan staged on cpu,"), lines.toString());
  }

  private void load(String zoo) throws Exception {
    Folders.zoo(models, zoo);
    assertTrue(Folders.repository(models).close(Duration.ZERO));
  }
}
