package dev.unroll.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.ModelKey;
import dev.unroll.schedule.AdmissionConfig;
import dev.unroll.schedule.Scheduler;
import dev.unroll.schedule.execution.ScheduleMeter;
import dev.unroll.schedule.execution.VerificationQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PrometheusMetersTest {
  private static final ModelKey MODEL = new ModelKey("spam", 2);

  private final PrometheusMeters meters = new PrometheusMeters();

  @AfterEach
  void close() {
    meters.close();
  }

  @Test
  void call_isCountedByHowItEnded() {
    meters.finished("unroll.v1.SequenceInference/ManyToOne", "spam", 2, "OK", 3_000_000);
    meters.finished("unroll.v1.SequenceInference/ManyToOne", "spam", 2, "OK", 5_000_000);
    meters.finished("unroll.v1.SequenceInference/ManyToOne", "", 0, "NOT_FOUND", 1_000);
    var found = "{code=\"OK\",method=\"unroll.v1.SequenceInference/ManyToOne\",model=\"spam\",";
    assertShows("unroll_requests_seconds_count" + found + "version=\"2\"} 2");
    assertShows("unroll_requests_seconds_sum" + found + "version=\"2\"} 0.008");
    var lost = "{code=\"NOT_FOUND\",method=\"unroll.v1.SequenceInference/ManyToOne\",model=\"\",";
    assertShows("unroll_requests_seconds_count" + lost + "version=\"\"} 1");
  }

  @Test
  void times_haveBucketsBelowAMillisecond() {
    meters.queued(MODEL, 70_000);
    assertShows("unroll_queue_seconds_bucket{model=\"spam\",le=\"5.0E-5\"} 0");
    assertShows("unroll_queue_seconds_bucket{model=\"spam\",le=\"1.0E-4\"} 1");
    assertShows("unroll_queue_seconds_bucket{model=\"spam\",le=\"+Inf\"} 1");
  }

  @Test
  void slice_isMeasuredInTimeRowsAndSteps_andFillerAndLostApart() {
    meters.sliceRan(MODEL, "whole", 5, 3, 1, 10, 2_000_000);
    var stage = "{model=\"spam\",stage=\"whole\"";
    assertShows("unroll_slice_seconds_sum" + stage + "} 0.002");
    assertShows("unroll_slice_rows_sum" + stage + "} 5.0");
    assertShows("unroll_slice_rows_bucket" + stage + ",le=\"4.0\"} 0");
    assertShows("unroll_slice_rows_bucket" + stage + ",le=\"6.0\"} 1");
    assertShows("unroll_slice_steps_sum" + stage + "} 10.0");
    assertShows("unroll_steps_total{kind=\"useful\",model=\"spam\"} 40.0");
    assertShows("unroll_steps_total{kind=\"filler\",model=\"spam\"} 30.0");
    assertShows("unroll_steps_total{kind=\"lost\",model=\"spam\"} 10.0");
  }

  @Test
  void rowsThatLeave_areCountedByTheirReason_andShownBeforeAnyDoes() {
    meters.left(MODEL, "expired");
    assertShows("unroll_rows_left_total{model=\"spam\",reason=\"expired\"} 1.0");
    assertShows("unroll_rows_left_total{model=\"spam\",reason=\"cancelled\"} 0.0");
  }

  @Test
  void runsThatWereEnded_areCountedByTheirReason_andShownBeforeAnyIs() {
    meters.runTerminated(MODEL, "overran");
    meters.watchRuns(() -> 1_500_000_000);
    assertShows("unroll_runs_terminated_total{model=\"spam\",reason=\"overran\"} 1.0");
    assertShows("unroll_runs_terminated_total{model=\"spam\",reason=\"left\"} 0.0");
    assertShows("unroll_slice_age_seconds 1.5");
  }

  @Test
  void prediction_isMeasuredAgainstWhatCame() {
    meters.slicePredicted(MODEL, "whole", 0.75);
    var stage = "{model=\"spam\",stage=\"whole\"";
    assertShows("unroll_slice_prediction_percent_bucket" + stage + ",le=\"70.0\"} 0");
    assertShows("unroll_slice_prediction_percent_bucket" + stage + ",le=\"80.0\"} 1");
  }

  @Test
  void steps_areTimedFromTheStartAndFromEachOther() {
    meters.firstStep(MODEL, 4_000_000);
    meters.stepGap(MODEL, 1_000_000);
    meters.stepGap(MODEL, 1_000_000);
    assertShows("unroll_first_step_seconds_count{model=\"spam\"} 1");
    assertShows("unroll_step_gap_seconds_count{model=\"spam\"} 2");
  }

  @Test
  void versionsOfAModel_shareItsMeters() {
    meters.queued(new ModelKey("spam", 2), 1);
    meters.queued(new ModelKey("spam", 3), 1);
    assertShows("unroll_queue_seconds_count{model=\"spam\"} 2");
  }

  @Test
  void streams_areCountedWhileTheyAreOpen() {
    meters.streamOpened("tags");
    meters.streamOpened("tags");
    meters.streamClosed("tags");
    assertShows("unroll_streams{model=\"tags\"} 1.0");
  }

  @Test
  void rejections_areCountedByReason() {
    meters.rejected("rows");
    meters.rejected("rows");
    assertShows("unroll_rejected_total{reason=\"rows\"} 2.0");
  }

  @Test
  void modelThatFailedToLoad_isShownUntilItsFolderIsGone() {
    meters.failed("spam", 3, "no graph", false);
    assertShows("unroll_model_failed{model=\"spam\",version=\"3\"} 1.0");
    meters.failed("spam", 4, "no graph", false);
    assertShows("unroll_model_failed{model=\"spam\",version=\"4\"} 1.0");
    assertFalse(scrape().contains("version=\"3\""));
    meters.removed("spam");
    assertFalse(scrape().contains("unroll_model_failed"));
  }

  @Test
  void process_isMeasuredWithItsNativeMemory() {
    var line =
        scrape()
            .lines()
            .filter(text -> text.startsWith("process_resident_memory_bytes "))
            .findFirst();
    line.ifPresent(
        text -> assertTrue(Double.parseDouble(text.substring(text.indexOf(' '))) > 10 << 20, text));
    assertEquals(
        java.nio.file.Files.isReadable(java.nio.file.Path.of("/proc/self/status")),
        line.isPresent());
  }

  @Test
  void memoryLimit_isAtLeastWhatTheProcessHolds() {
    var values = new java.util.HashMap<String, Double>();
    scrape()
        .lines()
        .filter(line -> line.matches("(process_resident|unroll_memory_limit)\\S* \\S+"))
        .map(line -> line.split(" ", 2))
        .forEach(parts -> values.put(parts[0], Double.parseDouble(parts[1])));
    double limit = values.getOrDefault("unroll_memory_limit_bytes", 0.0);
    double resident = values.getOrDefault("process_resident_memory_bytes", 1.0);
    assertTrue(resident <= limit, values::toString);
  }

  @Test
  void lanes_areCounted() {
    meters.watch(
        new Scheduler(
            () -> 0, ScheduleMeter.NOOP, 3, AdmissionConfig.NONE, VerificationQueue.off()));
    assertShows("unroll_lanes 3.0");
  }

  private void assertShows(String line) {
    var shown = scrape();
    assertTrue(shown.lines().anyMatch(line::equals), () -> line + " is not in\n" + unroll(shown));
  }

  private String scrape() {
    return Scrape.text(meters);
  }

  private static String unroll(String shown) {
    return String.join("\n", shown.lines().filter(line -> line.contains("unroll")).toList());
  }
}
