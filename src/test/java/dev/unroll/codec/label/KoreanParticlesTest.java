package dev.unroll.codec.label;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.unroll.codec.StepSpans;
import java.text.Normalizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KoreanParticlesTest {
  @ParameterizedTest
  @CsvSource({
    "근육, 을 늘린다, 을 늘린다",
    "스트레스, 을 늘린다, 를 늘린다",
    "지방, 를 늘린다, 을 늘린다",
    "나무, 은 크다, 는 크다",
    "산, 는 크다, 은 크다",
    "나무, 이 크다, 가 크다",
    "산, 가 크다, 이 크다",
    "나무, 과 산, 와 산",
    "산, 와 나무, 과 나무",
    "학교, 으로., 로.",
    "집, 로., 으로.",
    "서울, 으로 간다, 로 간다",
    "물, 을 마신다, 을 마신다",
    "커피, 이나 물, 나 물",
    "민수, 아!, 야!"
  })
  void particle_takesTheFormThatFollowsTheWord(String word, String after, String expected) {
    assertEquals(expected, KoreanParticles.agree(word, after));
  }

  @ParameterizedTest
  @CsvSource({
    "스트레스, 이유로, 이유로",
    "스트레스, 을지로에 산다, 을지로에 산다",
    "스트레스, ' 을', ' 을'",
    "스트레스, 에서, 에서",
    "cat, 을 본다, 을 본다",
    "123, 을 본다, 을 본다"
  })
  void anythingElse_staysAsItIs(String word, String after, String expected) {
    assertEquals(expected, KoreanParticles.agree(word, after));
  }

  @Test
  void particle_decomposed_takesItsFormAndStaysDecomposed() {
    assertEquals(decomposed("를") + " 늘린다", KoreanParticles.agree("스트레스", decomposed("을") + " 늘린다"));
    assertEquals("을 늘린다", KoreanParticles.agree(decomposed("근육"), "를 늘린다"));
  }

  private static String decomposed(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFD);
  }

  @Test
  void fill_changesTheStepAndTheParticleOnly() {
    // One emoji before the blank is one code point, and two characters.
    var spans = new StepSpans("😀 [ ]을 은 을", new int[] {0, 2}, new int[] {1, 5});
    assertEquals("😀 나무를 은 을", KoreanParticles.fill(spans, 1, "나무"));
  }
}
