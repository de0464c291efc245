package dev.unroll.codec.label;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.unroll.codec.StepSpans;
import dev.unroll.codec.Tokenizers;
import dev.unroll.core.Fault;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TaggerTest {
  private static final Labels TAGS = Labels.of(List.of("O", "B-PER", "I-PER", "B-LOC", "I-LOC"));

  @Test
  void steps_withoutText_eachHaveATag() {
    var tagging = tag(TagUnit.WORD, TagScheme.PLAIN, null, "O", "B-PER");
    assertEquals(List.of(new Tag("O", 1, 0, 1, ""), new Tag("B-PER", 1, 1, 2, "")), tagging.tags());
    assertEquals(List.of(), tagging.entities());
  }

  @Test
  void steps_specialTokens_haveNoTag() {
    var spans = new StepSpans("김 😀", new int[] {0, 0, 2, 0}, new int[] {0, 1, 3, 0});
    var tagging = tag(TagUnit.STEP, TagScheme.PLAIN, spans, "B-LOC", "B-PER", "O", "B-LOC");
    assertEquals(
        List.of(new Tag("B-PER", 1, 0, 1, "김"), new Tag("O", 1, 2, 3, "😀")), tagging.tags());
  }

  @Test
  void words_takeTheTagOfTheirLastStep() {
    // [CLS] 서 울에 [SEP-like empty] 산 다
    var spans =
        new StepSpans("서울에 \u00a0산다", new int[] {0, 0, 1, 5, 6, 0}, new int[] {0, 1, 3, 6, 7, 0});
    var tagging =
        tag(TagUnit.WORD, TagScheme.PLAIN, spans, "O", "B-PER", "B-LOC", "B-PER", "O", "I-PER");
    assertEquals(
        List.of(new Tag("B-LOC", 1, 0, 3, "서울에"), new Tag("O", 1, 5, 7, "산다")), tagging.tags());
  }

  @Test
  void words_withoutAStep_haveNoTag() {
    // The tokenizer dropped the second word, and made one step of the space and the third.
    var spans = new StepSpans("a b c d", new int[] {0, 3, 6}, new int[] {1, 5, 7});
    var tagging = tag(TagUnit.WORD, TagScheme.PLAIN, spans, "O", "O", "B-PER");
    assertEquals("a d", texts(tagging));
  }

  @Test
  void words_whiteSpaceSteps_belongToNone() {
    var spans = new StepSpans("a b", new int[] {0, 1, 2}, new int[] {1, 2, 3});
    var tagging = tag(TagUnit.WORD, TagScheme.PLAIN, spans, "B-PER", "O", "B-LOC");
    assertEquals(
        List.of(new Tag("B-PER", 1, 0, 1, "a"), new Tag("B-LOC", 1, 2, 3, "b")), tagging.tags());
  }

  @Test
  void words_ofARealTokenizer_areTagged() {
    try (var tokenizer = Tokenizers.open("word-piece")) {
      var text = "hello  안녕하세요 fox";
      var tokens = tokenizer.encode(text);
      var spans = new StepSpans(text, tokens.starts(), tokens.ends());
      int steps = tokens.ids().length;
      var tagging =
          new Tagger(TAGS, Scores.SOFTMAX, TagUnit.WORD, TagScheme.PLAIN)
              .tag(new float[steps * TAGS.size()], steps, spans);
      assertEquals("hello 안녕하세요 fox", texts(tagging));
      assertEquals(0.2f, tagging.tags().get(0).score(), 1e-6f);
      assertEquals("O", tagging.tags().get(0).tag());
    }
  }

  @Test
  void bio_beginAndInside_areOneEntity() {
    var spans =
        new StepSpans("김 철수 는 서울 에", new int[] {0, 2, 5, 7, 10}, new int[] {1, 4, 6, 9, 11});
    var tagging = tag(TagUnit.STEP, TagScheme.BIO, spans, "B-PER", "I-PER", "O", "B-LOC", "O");
    assertEquals(
        List.of(new EntitySpan("PER", 0, 4, "김 철수", 1), new EntitySpan("LOC", 7, 9, "서울", 1)),
        tagging.entities());
  }

  @Test
  void bio_followsConlleval() {
    assertEquals("PER:0-1 PER:1-2", entities("B-PER", "B-PER"));
    assertEquals("PER:0-1 LOC:1-2", entities("B-PER", "I-LOC"));
    assertEquals("LOC:1-3", entities("O", "I-LOC", "I-LOC"));
    assertEquals("PER:0-1 PER:2-3", entities("B-PER", "O", "I-PER"));
    assertEquals("PER:0-3", entities("I-PER", "I-PER", "I-PER"));
    assertEquals("", entities("O", "O"));
  }

  @Test
  void bio_score_isTheMean() {
    var outputs = new float[] {0, 0.5f, 0, 0, 0, 0, 0, 1, 0, 0};
    var tagging = new Tagger(TAGS, Scores.RAW, TagUnit.STEP, TagScheme.BIO).tag(outputs, 2, null);
    assertEquals(0.75f, tagging.entities().get(0).score());
  }

  @Test
  void tag_notANumberOrAnotherShape_isTheModelsFault() {
    var tagger = new Tagger(TAGS, Scores.RAW, TagUnit.STEP, TagScheme.PLAIN);
    var notANumber = new float[5];
    notANumber[4] = Float.NaN;
    assertInternal(() -> tagger.tag(notANumber, 1, null));
    assertInternal(() -> tagger.tag(new float[4], 1, null));
    assertInternal(() -> tagger.tag(new float[5], 1, new StepSpans("ab", new int[2], new int[2])));
  }

  private static void assertInternal(Runnable call) {
    assertEquals(Fault.Kind.INTERNAL, assertThrows(Fault.class, call::run).kind());
  }

  private static String entities(String... tags) {
    return tag(TagUnit.STEP, TagScheme.BIO, null, tags).entities().stream()
        .map(entity -> entity.type() + ":" + entity.start() + "-" + entity.end())
        .collect(Collectors.joining(" "));
  }

  private static String texts(Tagging tagging) {
    return tagging.tags().stream().map(Tag::text).collect(Collectors.joining(" "));
  }

  /** Tags a sequence whose outputs are 1 for the given tags and 0 for others. */
  private static Tagging tag(
      TagUnit unit, TagScheme scheme, @Nullable StepSpans spans, String... tags) {
    var outputs = new float[tags.length * TAGS.size()];
    for (int step = 0; step < tags.length; step++) {
      outputs[step * TAGS.size() + TAGS.names().indexOf(tags[step])] = 1;
    }
    return new Tagger(TAGS, Scores.RAW, unit, scheme).tag(outputs, tags.length, spans);
  }
}
