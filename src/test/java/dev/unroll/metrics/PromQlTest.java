package dev.unroll.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PromQlTest {
  private static final String SHARE =
      """
      sum by (model, le) (rate(unroll_queue_seconds_bucket{pod=~"$pod",model!=""}[5m])) * 1e9
      / on (model) group_left ()
      count by (model) (unroll_lanes) > 0.5 and up\
      """;

  @Test
  void selectors_areFoundAmongFunctionsAndWords() {
    assertEquals(
        List.of("unroll_queue_seconds_bucket", "unroll_lanes", "up"),
        PromQl.selectors(SHARE).stream().map(PromQl.Selector::metric).toList());
    assertEquals(Set.of("pod", "model"), PromQl.selectors(SHARE).get(0).labels());
    assertEquals("unroll_queue_seconds", PromQl.selectors(SHARE).get(0).family());
  }

  @Test
  void groupings_areLabels() {
    assertEquals(Set.of("model", "le"), PromQl.groupings(SHARE));
  }

  @Test
  void askedWhether_keepsMatchersAndMakesComparisonsAnswer() {
    assertEquals(
        "a{b=~\"c\",d!=\"e\"} > bool 1 or x\n< bool on (y) z",
        PromQl.askedWhether("a{b=~\"c\",d!=\"e\"} > 1 or x\n< on (y) z"));
  }

  @Test
  void filled_isWhatGrafanaSends() {
    assertEquals(
        "rate(a{namespace=~\"n\",pod=~\"p|q\",model=~\".+\"}[15s])",
        PromQl.filled(
            "rate(a{namespace=~\"$namespace\",pod=~\"$pod\",model=~\"$model\"}[$__rate_interval])",
            "n",
            "p|q",
            "15s"));
  }
}
