package dev.unroll.bench;

import dev.unroll.bench.LineChart.Point;
import dev.unroll.bench.LineChart.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;

/** The drawings of a report; empty where there is nothing to draw. */
final class Charts {
  private static final int WIDE = 1040;
  private static final int HALF = 520;
  private static final int HEIGHT = 300;

  /** Points for each halving of the calls that are left, as in HdrHistogram's own plots. */
  private static final int POINTS_PER_HALVING = 5;

  private static final double WHOLE_PERCENT = 100;

  private final Measured measured;

  Charts(Measured measured) {
    this.measured = measured;
  }

  /** How long the slowest calls took, nine by nine. */
  String percentiles() {
    var series = new ArrayList<Series>();
    addPercentiles("answered", 1, measured.latencies(), series);
    addPercentiles("refused", 2, measured.refusals(), series);
    addPercentiles("first piece", 3, measured.firstPieces(), series);
    addPercentiles("between pieces", 4, measured.gaps(), series);
    if (series.isEmpty()) {
      return "";
    }
    long calls =
        List.of(measured.latencies(), measured.refusals(), measured.firstPieces(), measured.gaps())
            .stream()
            .mapToLong(Histogram::getTotalCount)
            .max()
            .orElse(1);
    return new LineChart(WIDE, HEIGHT, Scale.percentiles(calls), times(series), series)
        .figure("Latency by percentile", "Each further nine takes as much room as the last.");
  }

  private static void addPercentiles(
      String name, int colour, Histogram latencies, List<Series> series) {
    var points = new ArrayList<Point>();
    for (var step : latencies.percentiles(POINTS_PER_HALVING)) {
      double share = step.getPercentileLevelIteratedTo();
      long nanos = Math.min(step.getValueIteratedTo(), Latencies.longest(latencies));
      // The last is the slowest of all: one call of that many.
      double oneIn =
          Math.min((double) latencies.getTotalCount(), WHOLE_PERCENT / (WHOLE_PERCENT - share));
      points.add(
          new Point(
              oneIn,
              nanos,
              String.format(Locale.ROOT, "%.5g%% within %s", share, Figures.time(nanos))));
    }
    if (latencies.getTotalCount() > 0) {
      series.add(new Series(name, colour, points));
    }
  }

  /** What the slow ones took at each moment. */
  String overTime() {
    return timeline(
        "Latency over time",
        "Of the answers that came in each second.",
        List.of(
            ofSeconds("max", 5, Timeline.Second::maxNanos),
            ofSeconds("p99", 2, Timeline.Second::p99Nanos),
            ofSeconds("p50", 1, Timeline.Second::p50Nanos)));
  }

  private String timeline(String title, String explanation, List<Series> series) {
    return series.get(0).points().isEmpty()
        ? ""
        : new LineChart(HALF, HEIGHT, time(), times(series), series).figure(title, explanation);
  }

  private Series ofSeconds(String name, int colour, ToDoubleFunction<Timeline.Second> value) {
    var points =
        seconds().stream()
            .filter(second -> second.answers() > 0)
            .map(second ->
                new Point(
                    middle(second),
                    value.applyAsDouble(second),
                    "second "
                        + (second.second() + 1)
                        + ", "
                        + Figures.time((long) value.applyAsDouble(second))))
            .toList();
    return new Series(name, colour, points);
  }

  /** How many answers came in each second. */
  String answersOverTime() {
    var points =
        seconds().stream()
            .map(second -> {
              double rate = second.answers() / second.lengthSeconds();
              return new Point(middle(second), rate, Figures.rate(rate) + " a second");
            })
            .toList();
    if (points.isEmpty()) {
      return "";
    }
    double highest = points.stream().mapToDouble(Point::y).max().orElse(1);
    return new LineChart(
            HALF,
            HEIGHT,
            time(),
            Scale.linear(highest, rate -> Figures.round(Figures.rate(rate))),
            List.of(new Series("answers a second", 1, points)))
        .figure("Answers over time", "A dip is a server, or a load, that stood still.");
  }

  /** Whether long inputs hold up short ones. */
  String byLength() {
    var classes = measured.bySteps();
    if (classes.size() < 2) {
      return "";
    }
    var series = List.of(ofClasses("p50", 1, 50), ofClasses("p99", 2, 99));
    var x =
        Scale.powersOfTwo(
            classes.get(0).from(),
            classes.get(classes.size() - 1).from(),
            steps -> Figures.count((long) steps));
    return new LineChart(HALF, HEIGHT, x, times(series), series)
        .figure("Latency by length", "Steps of the input, from each power of two to the next.");
  }

  private Series ofClasses(String name, int colour, double percentile) {
    var points =
        measured.bySteps().stream()
            .map(stepClass -> {
              long nanos = Latencies.nanosAt(stepClass.latencies(), percentile);
              return new Point(
                  stepClass.from(),
                  nanos,
                  WorkloadWords.range(stepClass) + " steps, " + Figures.time(nanos));
            })
            .toList();
    return new Series(name, colour, points);
  }

  /** A few answers of the last tenth of a second would look like an event. */
  private List<Timeline.Second> seconds() {
    var all = measured.timeline();
    boolean stump = all.size() > 1 && all.get(all.size() - 1).lengthSeconds() < 0.5;
    return stump ? all.subList(0, all.size() - 1) : all;
  }

  private Scale time() {
    return Scale.linearTo(
        measured.durationNanos() / 1e9, second -> Figures.round(Figures.rate(second)) + " s");
  }

  private static double middle(Timeline.Second second) {
    return second.second() + second.lengthSeconds() / 2;
  }

  private static Scale times(List<Series> series) {
    double lowest = Double.MAX_VALUE;
    double highest = 1;
    for (var line : series) {
      for (var point : line.points()) {
        lowest = Math.min(lowest, Math.max(1, point.y()));
        highest = Math.max(highest, point.y());
      }
    }
    return Scale.logarithmic(
        Math.min(lowest, highest),
        highest,
        nanos -> Figures.round(Figures.time(Math.round(nanos))));
  }
}
