package dev.unroll.baseline.table;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.unroll.baseline.models.BenchModel;
import dev.unroll.baseline.overload.OverloadGenerator;
import dev.unroll.baseline.overload.PhaseReport;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/**
 * What a server that is far over its capacity still gets done: first what it can do, then 1, 3 and
 * 5 times that, with deadlines. The server has a core, and the generator another.
 */
final class OverloadWorkload implements Workload {
  private static final BenchModel MODEL = BenchModel.GRU256;
  private static final double PERCENT = 100;

  @Override
  public String name() {
    return "overload";
  }

  @Override
  public void run(Site site) throws IOException, InterruptedException, BenchException {
    var pinning = Pinning.ofThisMachine();
    try (var unroll = site.unroll(MODEL, pinning.server())) {
      System.err.println(
          name() + ": " + pinning.words() + "; progress in " + site.folder() + "/generator-*.log");
      var reports = read(generate(site, unroll, pinning));
      unroll.checkAlive();
      site.report().section(words(site, pinning), OverloadTable.of(reports));
      ends(site, reports);
    }
  }

  private String generate(Site site, ServerUnderTest unroll, Pinning pinning)
      throws IOException, InterruptedException, BenchException {
    var settings =
        new OverloadGenerator.Settings(
            unroll.port(),
            unroll.opsPort(),
            unroll.cpuPort(),
            MODEL.folder(),
            MODEL.vocabularySize(),
            Workloads.LOG_NORMAL,
            site.seconds(),
            site.warmUpSeconds(),
            site.rounds());
    var arguments = List.of(new ObjectMapper().writeValueAsString(settings));
    return Started.run(
        "generator-" + name(),
        Pinning.join(pinning.generator(), Java.bench(OverloadGenerator.class, arguments)),
        site.folder());
  }

  private static List<PhaseReport> read(String json) throws IOException {
    return new ObjectMapper().readValue(json, new TypeReference<List<PhaseReport>>() {});
  }

  private static String words(Site site, Pinning pinning) {
    return "Overload of one core: "
        + MODEL.folder()
        + ", log-normal lengths, deadline 1 s; "
        + pinning.words()
        + ". Capacity is what 64 clients get that wait for their answers. Medians of "
        + site.rounds()
        + " rounds; a goal is reached if each round reaches it. VOID: the generator's p99 of"
        + " lateness was over 10 ms.";
  }

  /** How calls ended that were neither answered nor refused. */
  private void ends(Site site, List<PhaseReport> reports) {
    for (var report : reports) {
      if (!report.otherEnds().isEmpty()) {
        site.report()
            .remark(
                String.format(
                    Locale.ROOT,
                    "%s, round %d, %s: %.3f%% of the calls that were not refused were not answered"
                        + " in time: %s",
                    name(),
                    report.round(),
                    report.load(),
                    PERCENT * (1 - report.shareInTime()),
                    report.otherEnds()));
      }
    }
  }
}
