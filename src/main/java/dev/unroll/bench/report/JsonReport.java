package dev.unroll.bench.report;

import dev.unroll.bench.load.Load;
import dev.unroll.bench.measure.Figures;
import dev.unroll.bench.measure.Latencies;
import dev.unroll.bench.measure.StepClass;
import dev.unroll.bench.measure.Timeline;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * A report as names and values, for programs. The names are a stable interface, which docs/BENCH.md
 * lists. A value that does not apply is null.
 */
public final class JsonReport {
  /** Points for each halving of the remaining calls, as in HdrHistogram's own plots. */
  private static final int POINTS_PER_HALVING = 5;

  private JsonReport() {}

  /** Returns the report as maps, lists, strings, numbers and nulls. */
  public static Map<String, @Nullable Object> of(Report report) {
    var measurement = report.measurement();
    var arrived = measurement.arrived();
    var values = new LinkedHashMap<String, @Nullable Object>();
    values.put("workload", workload(report));
    values.put("sent", measurement.sent());
    values.put("answered", measurement.answered());
    values.put("wrong", measurement.wrong());
    values.put("unfinished", measurement.unfinished());
    values.put("unsent", measurement.unsent());
    values.put("codes", byName(measurement.codes()));
    values.put("problems", byName(measurement.problems()));
    values.put("duration_seconds", report.durationSeconds());
    values.put("calls_per_second", report.isLive() ? null : report.perSecond(arrived.answers()));
    values.put("steps_per_second", report.perSecond(arrived.steps()));
    values.put("tokens_per_second", report.perSecond(arrived.tokens()));
    values.put("latency_seconds", latencies(measurement.latencies()));
    values.put("refusal_latency_seconds", latencies(measurement.refusals()));
    values.put("first_piece_latency_seconds", latencies(measurement.firstPieces()));
    values.put("piece_gap_seconds", latencies(measurement.gaps()));
    values.put("send_delay_seconds", latencies(report.delays()));
    values.put("by_steps", measurement.bySteps().stream().map(JsonReport::stepClass).toList());
    values.put("timeline", measurement.timeline().stream().map(JsonReport::second).toList());
    values.put("server_cpu_seconds", report.serverCpuSeconds());
    values.put(
        "server_cpu_seconds_per_call",
        report.isLive() ? null : report.serverCpuSecondsPer(arrived.answers()));
    values.put("server_cpu_seconds_per_step", report.serverCpuSecondsPer(arrived.steps()));
    values.put("own_cpu_seconds", report.ownCpuSeconds());
    return values;
  }

  private static Map<String, @Nullable Object> workload(Report report) {
    var workload = report.workload();
    var values = new LinkedHashMap<String, @Nullable Object>();
    values.put("target", workload.target().toString());
    values.put("model", workload.model());
    values.put("version", report.subject().version());
    values.put("rpc", report.subject().rpc().label());
    values.put("inputs", report.subject().inputs());
    values.put("lengths", report.subject().lengths());
    var load = workload.load();
    values.put(
        "loop",
        load instanceof Load.Closed ? "closed" : load instanceof Load.Open ? "open" : "live");
    values.put("clients", load instanceof Load.Closed closed ? closed.clients() : null);
    values.put("rate_per_second", load instanceof Load.Open open ? open.callsPerSecond() : null);
    values.put("streams", load instanceof Load.Live live ? live.streams() : null);
    values.put(
        "stream_rate_per_second", load instanceof Load.Live live ? live.stepsPerSecond() : null);
    values.put("connections", workload.connections());
    values.put("max_steps", workload.maxSteps());
    values.put("start_id", workload.startId());
    values.put("warm_up_seconds", seconds(workload.warmUp().toNanos()));
    values.put("duration_seconds", seconds(workload.duration().toNanos()));
    values.put(
        "deadline_seconds",
        workload.deadline().isZero() ? null : seconds(workload.deadline().toNanos()));
    values.put("seed", workload.seed());
    return values;
  }

  private static Map<String, Object> byName(Map<? extends Enum<?>, ?> values) {
    var named = new LinkedHashMap<String, Object>();
    values.forEach((key, value) -> named.put(key.name(), value));
    return named;
  }

  private static @Nullable Map<String, @Nullable Object> latencies(Histogram histogram) {
    if (histogram.getTotalCount() == 0) {
      return null;
    }
    var values = new LinkedHashMap<String, @Nullable Object>();
    values.put("count", histogram.getTotalCount());
    values.put("mean", histogram.getMean() / Figures.NANOS_PER_SECOND);
    values.put("p50", at(histogram, 50));
    values.put("p90", at(histogram, 90));
    values.put("p99", at(histogram, 99));
    values.put("p999", at(histogram, 99.9));
    values.put("max", seconds(Latencies.longest(histogram)));
    values.put("percentiles", percentiles(histogram));
    return values;
  }

  /** Returns pairs of percentile and value. The last is 100 with the largest value. */
  private static List<List<Double>> percentiles(Histogram histogram) {
    var pairs = new ArrayList<List<Double>>();
    for (var step : histogram.percentiles(POINTS_PER_HALVING)) {
      long nanos = Math.min(step.getValueIteratedTo(), Latencies.longest(histogram));
      pairs.add(List.of(step.getPercentileLevelIteratedTo(), seconds(nanos)));
    }
    return pairs;
  }

  private static Map<String, Object> stepClass(StepClass stepClass) {
    var values = new LinkedHashMap<String, Object>();
    values.put("from", stepClass.from());
    values.put("to", stepClass.to());
    values.put("count", stepClass.latencies().getTotalCount());
    values.put("p50", at(stepClass.latencies(), 50));
    values.put("p99", at(stepClass.latencies(), 99));
    return values;
  }

  private static Map<String, Object> second(Timeline.Second second) {
    var values = new LinkedHashMap<String, Object>();
    values.put("second", second.second());
    values.put("length_seconds", second.lengthSeconds());
    values.put("answers", second.answers());
    values.put("p50", seconds(second.p50Nanos()));
    values.put("p99", seconds(second.p99Nanos()));
    values.put("max", seconds(second.maxNanos()));
    return values;
  }

  private static double at(Histogram histogram, double percentile) {
    return seconds(Latencies.nanosAt(histogram, percentile));
  }

  private static double seconds(long nanos) {
    return nanos / Figures.NANOS_PER_SECOND;
  }
}
