package dev.unroll.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.unroll.metrics.WatchFiles.Rule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every rule of the chart has: names, words, a section of the runbook, a test of its own. */
class RulesTest {
  private static final Path RUNBOOK = Path.of("docs/RUNBOOK.md");
  private static final Path TESTS = Path.of("helm/test/rules");
  private static final Pattern SECTION = Pattern.compile("## (Unroll\\w+)");
  private static final List<String> QUESTIONS = List.of("**Means.**", "**Look.**", "**Do.**");

  private static KnownMetrics known = new KnownMetrics(Map.of());

  @BeforeAll
  static void learnMetrics() throws IOException {
    known = KnownMetrics.all();
  }

  static List<Rule> rules() throws IOException {
    return WatchFiles.rules();
  }

  static List<Rule> alerts() throws IOException {
    return rules().stream().filter(Rule::isAlert).toList();
  }

  @Test
  void names_areThereOnce_thoseOfGroupsToo() throws IOException {
    var names = new HashSet<String>();
    for (var rule : rules()) {
      assertTrue(names.add(rule.name()), rule::name);
    }
    // In Kubernetes all files become one object, whose groups need names of their own.
    try (var files = Files.list(WatchFiles.RULES)) {
      for (var file : files.toList()) {
        for (var group : new YAMLMapper().readTree(file.toFile()).path("groups")) {
          assertTrue(
              names.add(group.path("name").asText()), () -> file + ": " + group.path("name"));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("rules")
  void expression_asksForMetricsAndLabelsThatThereAre(Rule rule) {
    assertEquals(List.of(), known.complaints(rule.expression()));
  }

  @ParameterizedTest
  @MethodSource("rules")
  void recorded_isNamedByTheLabelsThatAreLeft(Rule rule) {
    if (!rule.isAlert()) {
      assertEquals(3, rule.name().split(":", -1).length, rule::name);
      var left = new TreeSet<>(PromQl.groupings(rule.expression()));
      left.remove("le");
      assertEquals(left, new TreeSet<>(KnownMetrics.level(rule)), rule::name);
    }
  }

  @ParameterizedTest
  @MethodSource("alerts")
  void alert_hasSeverityWordsAndItsPlaceInTheRunbook(Rule alert) {
    var severity = alert.json().path("labels").path("severity").asText();
    assertTrue(Set.of("critical", "warning").contains(severity), severity);
    var words = alert.json().path("annotations");
    assertFalse(words.path("summary").asText().isBlank());
    assertTrue(words.path("description").asText().endsWith("."));
    assertEquals(
        RUNBOOK + "#" + alert.name().toLowerCase(Locale.ROOT), words.path("runbook_url").asText());
  }

  @Test
  void runbook_hasASectionForEachAlert_andNoOther() throws IOException {
    var sections = new ArrayList<String>();
    for (var line : Files.readAllLines(RUNBOOK)) {
      var section = SECTION.matcher(line);
      if (section.matches()) {
        sections.add(section.group(1));
      }
    }
    assertEquals(alerts().stream().map(Rule::name).toList(), sections);
  }

  @ParameterizedTest
  @MethodSource("alerts")
  void runbook_saysWhatItMeansHowToLookAndWhatToDo(Rule alert) throws IOException {
    var page = Files.readString(RUNBOOK);
    int begin = page.indexOf("\n## " + alert.name() + "\n");
    int end = page.indexOf("\n## ", begin + 1);
    var section = page.substring(begin, end < 0 ? page.length() : end);
    for (var question : QUESTIONS) {
      assertTrue(section.contains(question), () -> alert.name() + " lacks " + question);
    }
  }

  /** promtool runs them; that there are some is held here. */
  @Test
  void alerts_haveEachATestThatTheyFireAndOneThatTheyDoNot() throws IOException {
    var fires = new TreeSet<String>();
    var isQuiet = new TreeSet<String>();
    try (var files = Files.list(TESTS)) {
      for (var file : files.toList()) {
        for (var test : new YAMLMapper().readTree(file.toFile()).path("tests")) {
          for (JsonNode one : test.path("alert_rule_test")) {
            boolean silent = one.path("exp_alerts").isEmpty();
            (silent ? isQuiet : fires).add(one.path("alertname").asText());
          }
        }
      }
    }
    var all = alerts().stream().map(Rule::name).collect(Collectors.toCollection(TreeSet::new));
    assertEquals(all, fires);
    assertEquals(all, isQuiet);
  }
}
