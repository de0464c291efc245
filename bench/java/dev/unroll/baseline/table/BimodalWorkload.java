package dev.unroll.baseline.table;

import dev.unroll.baseline.models.BenchModel;
import dev.unroll.baseline.server.Policy;
import java.io.IOException;
import java.util.List;

/**
 * Many short sequences and a few very long ones: how long do the short ones wait behind the long?
 */
final class BimodalWorkload implements Workload {
  private static final String LENGTHS = "bimodal:16x95,1024x5";
  private static final double SHARE_OF_CAPACITY = 0.7;
  private static final Goal AGAINST_ALONE = Goal.atMost(0.2);
  private static final Goal AGAINST_PADDED = Goal.atMost(0.1);

  @Override
  public String name() {
    return "bimodal";
  }

  @Override
  public void run(Site site) throws IOException, InterruptedException, BenchException {
    var baselines = List.of(Policy.ALONE, Policy.PADDED_16);
    try (var servers = Servers.start(site, name(), BenchModel.GRU256, baselines)) {
      var closed = Load.closed(Load.CLIENTS, LENGTHS);
      servers.settle(closed);
      double unroll = site.measure(name(), servers.unroll(), closed, 1).callsPerSecond();
      double alone =
          site.measure(name(), servers.baseline(Policy.ALONE), closed, 1).callsPerSecond();
      compare(site, servers, unroll, "Unroll's capacity");
      compare(site, servers, alone, "alone's capacity");
    }
  }

  private void compare(Site site, Servers servers, double capacity, String whose)
      throws IOException, InterruptedException, BenchException {
    var measured = servers.measure(Load.open(SHARE_OF_CAPACITY * capacity, LENGTHS));
    var ours = measured.getOrDefault(ServerUnderTest.UNROLL, List.of());
    for (var policy : List.of(Policy.ALONE, Policy.PADDED_16)) {
      var theirs = measured.getOrDefault(policy.label(), List.of());
      site.report()
          .add(
              new Figure(
                  name(),
                  "p99 of the short / " + policy.label() + ", at 70% of " + whose,
                  Ratios.between(ours, theirs, Measurement::shortP99Seconds),
                  policy == Policy.ALONE ? AGAINST_ALONE : AGAINST_PADDED));
    }
  }
}
