package dev.unroll.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.unroll.core.Fault;
import dev.unroll.core.ModelKey;
import dev.unroll.core.Priority;
import dev.unroll.core.Sequence;
import dev.unroll.plan.AnswerPlan;
import dev.unroll.plan.planner.Planner;
import dev.unroll.runtime.DeviceChoice;
import dev.unroll.runtime.OnnxRuntime;
import dev.unroll.schedule.AdmissionConfig;
import dev.unroll.schedule.Scheduler;
import dev.unroll.schedule.Ticket;
import dev.unroll.schedule.cost.PlanCosts;
import dev.unroll.schedule.execution.ProvenPlan;
import dev.unroll.schedule.execution.RowListener;
import dev.unroll.schedule.execution.ScheduleMeter;
import dev.unroll.schedule.execution.VerificationQueue;
import dev.unroll.schedule.execution.Work;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rows that wait in a scheduler without lanes, as scrapes see them. */
class RowGaugesTest {
  private final PrometheusMeters meters = new PrometheusMeters();
  private final Scheduler scheduler =
      new Scheduler(() -> 0, ScheduleMeter.NOOP, 1, AdmissionConfig.NONE, VerificationQueue.off());
  private AnswerPlan plan;

  @BeforeEach
  void load() throws Exception {
    var planner = new Planner(OnnxRuntime.open(DeviceChoice.parse("cpu")));
    plan =
        assertInstanceOf(
            AnswerPlan.class, planner.plan(Path.of("src/test/resources/zoo/gru_last"), Map.of()));
    meters.watch(scheduler);
  }

  @AfterEach
  void free() {
    plan.close();
    meters.close();
  }

  @Test
  void rows_areShownByModel_versionsTogether_andStayAtZero() {
    var tickets = List.of(submit("spam", 1), submit("spam", 2), submit("tags", 1));
    assertEquals(
        List.of(
            "unroll_rows{model=\"spam\",state=\"idle\"} 0.0",
            "unroll_rows{model=\"spam\",state=\"ready\"} 2.0",
            "unroll_rows{model=\"spam\",state=\"running\"} 0.0",
            "unroll_rows{model=\"tags\",state=\"idle\"} 0.0",
            "unroll_rows{model=\"tags\",state=\"ready\"} 1.0",
            "unroll_rows{model=\"tags\",state=\"running\"} 0.0"),
        shown());
    tickets.forEach(Ticket::cancel);
    assertEquals(6, shown().stream().filter(line -> line.endsWith(" 0.0")).count());
  }

  @Test
  void scrapesAtOnce_allSeeEveryModel() throws Exception {
    var ticket = submit("spam", 1);
    var pool = Executors.newFixedThreadPool(4);
    try {
      assertEquals(3, shown().size());
      var scrapers = new ArrayList<Callable<Integer>>();
      for (int scraper = 0; scraper < 4; scraper++) {
        scrapers.add(() -> {
          int missing = 0;
          for (int scrape = 0; scrape < 100; scrape++) {
            missing += 3 - shown().size();
          }
          return missing;
        });
      }
      for (var missing : pool.invokeAll(scrapers)) {
        assertEquals(0, missing.get());
      }
    } finally {
      pool.shutdownNow();
    }
    ticket.cancel();
  }

  private Ticket submit(String model, long version) {
    var work =
        new Work.Answer(
            new ProvenPlan(plan, PlanCosts.unmeasured(plan)),
            new Sequence.Ids(new long[] {1, 2, 3}));
    RowListener listener =
        new RowListener() {
          @Override
          public void onFault(Fault fault) {
            throw fault;
          }
        };
    return scheduler.submit(
        new ModelKey(model, version), work, Priority.by(Long.MAX_VALUE), listener);
  }

  private List<String> shown() {
    return Scrape.text(meters)
        .lines()
        .filter(line -> line.startsWith("unroll_rows{"))
        .sorted()
        .toList();
  }
}
