package dev.unroll.metrics;

import dev.unroll.metrics.WatchFiles.Rule;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Every series that an expression can ask for, with its labels: those of docs/METRICS.md, the JVM's
 * as a scrape shows them, what the recording rules record, and Prometheus' own.
 */
record KnownMetrics(Map<String, Set<String>> labels) {
  /** What Prometheus adds to all that it scrapes in Kubernetes. */
  private static final List<String> ADDED = List.of("namespace", "pod", "job");

  private static final Pattern LINE =
      Pattern.compile("((?:jvm|process|system)_\\w+?)(?:\\{(.*)})? \\S+");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"");

  static KnownMetrics all() throws IOException {
    var known = new TreeMap<String, Set<String>>();
    MetricsPage.read().forEach((name, metric) -> known.put(name, with(metric.labels())));
    scraped(known);
    for (var rule : WatchFiles.rules()) {
      if (!rule.isAlert()) {
        known.put(rule.name(), Set.copyOf(level(rule)));
      }
    }
    known.put("up", with(List.of()));
    return new KnownMetrics(known);
  }

  private static void scraped(Map<String, Set<String>> known) {
    try (var meters = new PrometheusMeters()) {
      for (var line : Scrape.text(meters).lines().toList()) {
        var sample = LINE.matcher(line);
        if (sample.matches()) {
          var labels = new ArrayList<String>();
          var label = LABEL.matcher(sample.group(2) == null ? "" : sample.group(2));
          while (label.find()) {
            labels.add(label.group(1));
          }
          known.putIfAbsent(sample.group(1).replaceAll("_(count|sum)$", ""), with(labels));
        }
      }
    }
    // They have a series once there was a pause.
    known.putIfAbsent("jvm_gc_pause_seconds", with(List.of("action", "cause", "gc")));
    known.putIfAbsent("jvm_gc_pause_seconds_max", with(List.of("action", "cause", "gc")));
  }

  private static Set<String> with(List<String> labels) {
    var all = new TreeSet<>(ADDED);
    all.addAll(labels);
    return all;
  }

  /** The labels that are in the name of a recorded series, before its first colon. */
  static List<String> level(Rule rule) {
    return List.of(rule.name().split(":", -1)[0].split("_", -1));
  }

  /** What the expression asks for and is not there. */
  List<String> complaints(String expression) {
    var complaints = new ArrayList<String>();
    var reachable = new TreeSet<>(Set.of("le"));
    for (var selector : PromQl.selectors(expression)) {
      var name = labels.containsKey(selector.metric()) ? selector.metric() : selector.family();
      var own = labels.get(name);
      if (own == null) {
        complaints.add(": no metric " + selector.metric());
        continue;
      }
      reachable.addAll(own);
      for (var label : selector.labels()) {
        if (!own.contains(label)) {
          complaints.add(": " + selector.metric() + " has no label " + label);
        }
      }
    }
    for (var label : PromQl.groupings(expression)) {
      if (!reachable.contains(label)) {
        complaints.add(": nothing has the label " + label);
      }
    }
    return complaints;
  }
}
