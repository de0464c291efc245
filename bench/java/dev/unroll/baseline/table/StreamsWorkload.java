package dev.unroll.baseline.table;

import dev.unroll.baseline.models.BenchModel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Live streams: how late their steps are answered, and what one costs that says nothing. */
final class StreamsWorkload implements Workload {
  private static final int STREAMS = 2_000;
  private static final double STEPS_PER_SECOND = 10;
  private static final Goal LATENCY_MILLIS = Goal.atMost(20);
  private static final Goal HEAP_KIB = Goal.atMost(8);
  private static final double BYTES_PER_KIB = 1024;

  @Override
  public String name() {
    return "streams";
  }

  @Override
  public void run(Site site) throws IOException, InterruptedException, BenchException {
    try (var unroll = site.unroll(BenchModel.GRU128LIVE)) {
      // First those that warm what every stream shares, so that it is not counted as one's own.
      IdleStreams.open(unroll, STREAMS).close();
      var heap = new ArrayList<Double>();
      for (int round = 1; round <= site.rounds(); round++) {
        heap.add(heapKibPerStream(unroll));
      }
      figure(site, "heap per idle stream, KiB", heap, HEAP_KIB);
      var load = Load.streams(STREAMS, STEPS_PER_SECOND);
      site.settle(name(), unroll, load);
      var latencies = new ArrayList<Double>();
      for (int round = 1; round <= site.rounds(); round++) {
        latencies.add(1e3 * site.measure(name(), unroll, load, round).p99Seconds());
      }
      figure(site, "p99 step latency, ms", latencies, LATENCY_MILLIS);
    }
  }

  private static double heapKibPerStream(ServerUnderTest unroll)
      throws IOException, InterruptedException, BenchException {
    long before = unroll.liveHeapBytes();
    try (var streams = IdleStreams.open(unroll, STREAMS)) {
      return (unroll.liveHeapBytes() - before) / BYTES_PER_KIB / streams.count();
    }
  }

  private void figure(Site site, String what, List<Double> rounds, Goal goal) {
    site.report().add(new Figure(name(), what, rounds, goal));
  }
}
