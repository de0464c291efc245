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
    "스트레스, (을)지로, (을)지로",
    "스트레스, 을/가, 을/가",
    "스트레스, (이), (이)",
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

  @ParameterizedTest
  @CsvSource({
    "근육, 을(를) 늘린다, 을 늘린다",
    "스트레스, 을(를) 늘린다, 를 늘린다",
    "스트레스, (을)를 늘린다, 를 늘린다",
    "근육, 를(을) 늘린다, 을 늘린다",
    "스트레스, 을/를 늘린다, 를 늘린다",
    "산, 은(는), 은",
    "나무, 은(는)), 는)",
    "나무, 이/가 크다, 가 크다",
    "나무, 와(과) 산, 와 산",
    "학교, (으)로., 로.",
    "집, (으)로., 으로.",
    "서울, 으로(로) 간다, 로 간다",
    "커피, (이)나 물, 나 물",
    "근육, (이)라는 말, 이라는 말"
  })
  void particle_writtenInBothForms_becomesOne(String word, String after, String expected) {
    assertEquals(expected, KoreanParticles.agree(word, after));
    assertEquals(decomposed(expected), KoreanParticles.agree(word, decomposed(after)));
  }

  @ParameterizedTest
  @CsvSource({
    "스트레스, 과의 싸움, 와의 싸움",
    "근육, 라는 말, 이라는 말",
    "서울, 으로부터, 로부터",
    "친구, 으로서, 로서",
    "근육, 는커녕, 은커녕"
  })
  void particle_withAnotherBehindIt_takesItsForm(String word, String after, String expected) {
    assertEquals(expected, KoreanParticles.agree(word, after));
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
