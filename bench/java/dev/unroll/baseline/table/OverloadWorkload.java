package dev.unroll.baseline.table;

import dev.unroll.baseline.models.BenchModel;
import java.io.IOException;
import java.util.ArrayList;

/** Three times as much as the server can do, with a deadline: what it still gets done. */
final class OverloadWorkload implements Workload {
  private static final String LENGTHS = Workloads.LOG_NORMAL;
  private static final double TIMES_CAPACITY = 3;

  /** A minute, at the usual length of a measurement. */
  private static final int TIMES_SECONDS = 3;

  private static final Goal USEFUL = Goal.atLeast(0.9);
  private static final Goal REFUSAL_MILLIS = Goal.atMost(5);

  @Override
  public String name() {
    return "overload";
  }

  @Override
  public void run(Site site) throws IOException, InterruptedException, BenchException {
    try (var unroll = site.unroll(BenchModel.GRU256)) {
      var closed = Load.closed(Load.CLIENTS, LENGTHS);
      site.settle(name(), unroll, closed);
      var useful = new ArrayList<Double>();
      var refusals = new ArrayList<Double>();
      for (int round = 1; round <= site.rounds(); round++) {
        var peak = site.measure(name(), unroll, closed, round);
        var load =
            Load.open(TIMES_CAPACITY * peak.callsPerSecond(), LENGTHS).with("--deadline", "1s");
        var over = site.measure(name(), unroll, load, round, TIMES_SECONDS * site.seconds());
        useful.add(over.callsPerSecond() / peak.callsPerSecond());
        refusals.add(1e3 * over.refusalP99Seconds());
      }
      site.report().add(new Figure(name(), "useful throughput / peak", useful, USEFUL));
      site.report().add(new Figure(name(), "p99 time to refuse, ms", refusals, REFUSAL_MILLIS));
    }
  }
}
