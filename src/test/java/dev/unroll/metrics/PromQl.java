package dev.unroll.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Looks into PromQL as our rules and dashboards write it; no parser: Prometheus itself is one. */
public final class PromQl {
  private static final Pattern SELECTOR =
      Pattern.compile("([a-zA-Z_:][\\w:]*)\\s*(?:\\{([^}]*)})?(?!\\w|\\s*\\()");
  private static final Pattern MATCHER =
      Pattern.compile("(\\w+)\\s*(?:=~|!~|!=|=)\\s*\"([^\"]*)\"");
  private static final Pattern GROUPING =
      Pattern.compile("\\b(by|without|on|ignoring|group_left|group_right)\\s*\\(([^)]*)\\)");
  private static final Pattern COMPARISON = Pattern.compile("(?<=\\s)(==|!=|>=|<=|>|<)(?=\\s)");
  private static final Pattern RANGE = Pattern.compile("\\[[^]]*]");
  private static final Set<String> WORDS =
      Set.of("and", "or", "unless", "bool", "offset", "inf", "nan");

  private PromQl() {}

  /**
   * A metric that an expression asks for.
   *
   * @param labels those that it is chosen by
   * @param matchers the whole choice, as written
   */
  public record Selector(String metric, Set<String> labels, String matchers) {
    /** The name that the page of metrics has: of a histogram's parts, the histogram's. */
    String family() {
      return metric.replaceAll("_(bucket|count|sum)$", "");
    }
  }

  /** Each metric that it asks for, in order. */
  public static List<Selector> selectors(String expression) {
    var bare = RANGE.matcher(GROUPING.matcher(expression).replaceAll(" ")).replaceAll(" ");
    var selectors = new ArrayList<Selector>();
    var found = SELECTOR.matcher(bare);
    while (found.find()) {
      boolean isNumber = found.start() > 0 && Character.isDigit(bare.charAt(found.start() - 1));
      if (!WORDS.contains(found.group(1)) && !isNumber) {
        var matchers = found.group(2) == null ? "" : found.group(2);
        selectors.add(new Selector(found.group(1), labels(matchers), matchers));
      }
    }
    return selectors;
  }

  private static Set<String> labels(String matchers) {
    var labels = new TreeSet<String>();
    var found = MATCHER.matcher(matchers);
    while (found.find()) {
      labels.add(found.group(1));
    }
    return labels;
  }

  /** The labels that it groups or matches by. */
  static Set<String> groupings(String expression) {
    var labels = new TreeSet<String>();
    var found = GROUPING.matcher(expression);
    while (found.find()) {
      for (var label : found.group(2).split(",", -1)) {
        if (!label.isBlank()) {
          labels.add(label.strip());
        }
      }
    }
    return labels;
  }

  /**
   * An alert's expression, made to answer 0 or 1 where it would answer nothing or something: so
   * that one which has no data can be told from one which is content.
   */
  public static String askedWhether(String expression) {
    return COMPARISON.matcher(expression).replaceAll("$1 bool");
  }

  /** A dashboard's expression as Grafana sends it, with "All" chosen. */
  public static String filled(String expression, String namespace, String pods, String interval) {
    return expression
        .replace("$__rate_interval", interval)
        .replace("$namespace", namespace)
        .replace("$pod", pods)
        .replace("$model", ".+");
  }
}
