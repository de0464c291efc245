package dev.unroll.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.ModelKey;
import dev.unroll.core.Priority;
import dev.unroll.core.Sequence;
import dev.unroll.grpc.CertificateValidity;
import dev.unroll.grpc.admission.Admission;
import dev.unroll.grpc.admission.AdmissionLimits;
import dev.unroll.metrics.MetricsPage.Metric;
import dev.unroll.plan.AnswerPlan;
import dev.unroll.plan.planner.Planner;
import dev.unroll.repository.LoadLimits;
import dev.unroll.repository.ModelLoader;
import dev.unroll.repository.ModelRepository;
import dev.unroll.runtime.DeviceChoice;
import dev.unroll.runtime.OnnxRuntime;
import dev.unroll.schedule.AdmissionConfig;
import dev.unroll.schedule.QueuedWork;
import dev.unroll.schedule.Scheduler;
import dev.unroll.schedule.cost.PlanCosts;
import dev.unroll.schedule.execution.ProvenPlan;
import dev.unroll.schedule.execution.ScheduleMeter;
import dev.unroll.schedule.execution.Verdict;
import dev.unroll.schedule.execution.VerificationQueue;
import dev.unroll.schedule.execution.Work;
import io.grpc.Status;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds docs/METRICS.md to what a scrape shows after every verb has been used. */
class MetricsPageTest {
  private static final Pattern SAMPLE =
      Pattern.compile("(\\w+?)(?:_bucket|_count|_sum)?(?:\\{(.*)})? \\S+");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"");

  /** It logs the model that cannot be loaded, which is here on purpose. */
  private static final Logger LOG = Logger.getLogger("dev.unroll.repository");

  @TempDir Path models;

  @BeforeEach
  void beQuiet() {
    LOG.setLevel(Level.OFF);
  }

  @AfterEach
  void speakAgain() {
    LOG.setLevel(null);
  }

  @Test
  void page_listsEveryMetricOfOurs_withTypeAndLabels() throws Exception {
    var documented = MetricsPage.read();
    var shown = shown();
    var ours = new TreeMap<>(documented);
    ours.keySet().removeIf(name -> !name.startsWith("unroll_"));
    var expected = new TreeMap<>(shown);
    expected.keySet().removeIf(name -> !name.startsWith("unroll_") || name.endsWith("_max"));
    assertEquals(expected, ours);
    documented.forEach((name, metric) -> {
      if (!name.startsWith("process_resident")) {
        assertEquals(metric, shown.get(name), name);
      }
    });
  }

  @Test
  void metrics_ofOthers_areNamedAsThePageSays() throws Exception {
    shown()
        .keySet()
        .forEach(name -> assertTrue(name.matches("(unroll|jvm|process|system)_.*"), name));
  }

  private Map<String, Metric> shown() throws Exception {
    try (var meters = new PrometheusMeters()) {
      useEveryVerb(meters);
      return read(Scrape.text(meters));
    }
  }

  private void useEveryVerb(PrometheusMeters meters) throws Exception {
    var key = new ModelKey("spam", 1);
    var scheduler =
        new Scheduler(
            () -> 0, ScheduleMeter.NOOP, 1, AdmissionConfig.NONE, VerificationQueue.off());
    meters.watch(scheduler);
    meters.watchRuns(() -> 0);
    meters.runTerminated(key, "overran");
    meters.finished("method", "spam", 1, "OK", 1);
    meters.queued(key, 1);
    meters.sliceRan(key, "whole", 1, 0, 0, 1, 1);
    meters.slicePredicted(key, "whole", 1);
    meters.left(key, "cancelled");
    meters.firstStep(key, 1);
    meters.stepGap(key, 1);
    meters.streamOpened("spam");
    meters.sequenceOpened("spam");
    meters.rejected("rows");
    meters.entered("inference", 1);
    watchAdmission(meters);
    meters.ops().watch(() -> 1);
    meters.watch(
        List.of(new CertificateValidity("server", "tls-certificate", InstantSource.system())));
    serveAndFail(meters);
    meters.verified(new ModelKey("good", 1), Verdict.DIFFERENT);
    meters.demoted(new ModelKey("good", 1));
    waitForALane(scheduler, key);
  }

  private static void watchAdmission(PrometheusMeters meters) {
    var limits = new AdmissionLimits(1, 1, 1, 1, 1, 1, Duration.ZERO, Duration.ZERO);
    var admission =
        Admission.of(
            limits,
            Duration.ZERO,
            () -> new QueuedWork(0, 0, 0),
            fault -> Status.INTERNAL.asRuntimeException(),
            meters,
            () -> 0);
    meters.watch(admission);
    admission.close();
  }

  /** One model that loads, and one that does not. */
  private void serveAndFail(PrometheusMeters meters) throws Exception {
    var good = Files.createDirectories(models.resolve("good/1"));
    var graph = Path.of("src/test/resources/zoo/gru_last/model.onnx");
    Files.copy(
        graph, good.resolve("model.onnx"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    Files.createDirectories(models.resolve("bad/1"));
    var runtime = OnnxRuntime.open(DeviceChoice.parse("cpu"));
    var loader = new ModelLoader(new Planner(runtime), 1, () -> 0);
    var limits = new LoadLimits(1, Duration.ofHours(1), Duration.ofHours(1));
    var repository = new ModelRepository(models, loader, meters, limits, runtime.activeRuns());
    repository.refresh(false);
    assertTrue(repository.close(Duration.ZERO));
  }

  /** A row that waits shows the gauges of rows from then on. */
  private void waitForALane(Scheduler scheduler, ModelKey key) throws Exception {
    var planner = new Planner(OnnxRuntime.open(DeviceChoice.parse("cpu")));
    try (var plan =
        assertInstanceOf(AnswerPlan.class, planner.plan(models.resolve("good/1"), Map.of()))) {
      var work =
          new Work.Answer(
              new ProvenPlan(plan, PlanCosts.unmeasured(plan)), new Sequence.Ids(new long[] {1}));
      var unused = scheduler.submit(key, work, Priority.by(Long.MAX_VALUE), fault -> {});
    }
  }

  private static Map<String, Metric> read(String scrape) {
    var types = new TreeMap<String, String>();
    var labels = new TreeMap<String, TreeSet<String>>();
    for (var line : scrape.lines().toList()) {
      if (line.startsWith("# TYPE ")) {
        var words = line.split(" ", 4);
        types.put(words[2], words[3]);
      }
      var sample = SAMPLE.matcher(line);
      if (!line.startsWith("#") && sample.matches()) {
        var found = labels.computeIfAbsent(sample.group(1), name -> new TreeSet<>());
        var label = LABEL.matcher(sample.group(2) == null ? "" : sample.group(2));
        while (label.find()) {
          found.add(label.group(1));
        }
        found.remove("le");
      }
    }
    return types.entrySet().stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey,
                type ->
                    new Metric(
                        type.getValue(),
                        List.copyOf(labels.getOrDefault(type.getKey(), new TreeSet<>())))));
  }
}
