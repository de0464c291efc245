package dev.unroll.bench;

import dev.unroll.bench.load.Load;
import dev.unroll.bench.load.Workload;
import dev.unroll.bench.measure.Latencies;
import dev.unroll.bench.measure.Measurement;
import dev.unroll.bench.measure.StepClass;
import dev.unroll.bench.measure.Tally;
import dev.unroll.bench.measure.Timeline;
import dev.unroll.bench.report.Report;
import dev.unroll.client.Rpc;
import dev.unroll.client.Target;
import io.grpc.Status.Code;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Reports whose numbers are written down here. */
public final class Reports {
  static final long MILLISECOND = 1_000_000;

  private Reports() {}

  /** An open load that was refused once and got one wrong answer. */
  public static Report open() {
    var measurement =
        new Measurement(
            103,
            100,
            1,
            1,
            2,
            new TreeMap<>(Map.of(Code.OK, 101L, Code.RESOURCE_EXHAUSTED, 1L)),
            new TreeMap<>(
                Map.of(
                    Code.OK,
                    "an answer of 2 steps where 3 were sent",
                    Code.RESOURCE_EXHAUSTED,
                    "RESOURCE_EXHAUSTED: full of <rows>")),
            2_000 * MILLISECOND,
            new Measurement.Arrived(90, 4_500, 0),
            oneToHundredMilliseconds(),
            times(5 * MILLISECOND),
            Latencies.empty(),
            Latencies.empty(),
            times(50_000),
            List.of(
                StepClass.of(4, times(2 * MILLISECOND, 4 * MILLISECOND)),
                StepClass.of(5, times(8 * MILLISECOND))),
            List.of(
                new Timeline.Second(0, 1, 50, 10 * MILLISECOND, 90 * MILLISECOND, 95 * MILLISECOND),
                new Timeline.Second(
                    1, 1, 40, 20 * MILLISECOND, 80 * MILLISECOND, 99 * MILLISECOND)));
    return report(
        "senti<ment",
        new Load.Open(51.5),
        measurement,
        new Report.Subject(3, Rpc.MANY_TO_ONE, "random token ids", "uniform:16-40"),
        0.9);
  }

  /** Live streams without an answer. */
  public static Report silent() {
    return ofModel("senti<ment");
  }

  /** The same of another model. */
  public static Report ofModel(String name) {
    return report(
        name,
        new Load.Live(2_000, 10),
        new Tally().measurement(),
        new Report.Subject(1, Rpc.STREAM, "random vectors of 8", "fixed:1"),
        null);
  }

  private static Report report(
      String model,
      Load load,
      Measurement measurement,
      Report.Subject subject,
      @Nullable Double serverCpuSeconds) {
    var workload =
        new Workload(
            new Target("localhost", 8001),
            model,
            null,
            load,
            null,
            null,
            null,
            null,
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            Duration.ofMillis(500),
            2,
            null,
            7);
    return new Report(workload, subject, measurement, serverCpuSeconds, 0.25);
  }

  static Histogram times(long... nanos) {
    var histogram = Latencies.empty();
    for (long time : nanos) {
      Latencies.record(histogram, time);
    }
    return histogram;
  }

  private static Histogram oneToHundredMilliseconds() {
    var histogram = Latencies.empty();
    for (int milliseconds = 1; milliseconds <= 100; milliseconds++) {
      Latencies.record(histogram, milliseconds * MILLISECOND);
    }
    return histogram;
  }
}
