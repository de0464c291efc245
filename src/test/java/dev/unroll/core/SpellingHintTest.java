package dev.unroll.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SpellingHintTest {
  private static final List<String> KNOWN = List.of("tokenizer", "max_steps", "labels", "top");

  @Test
  void slip_findsTheWordThatWasMeant() {
    assertEquals(Optional.of("tokenizer"), SpellingHint.to("tokeniser", KNOWN));
    assertEquals(Optional.of("max_steps"), SpellingHint.to("max-step", KNOWN));
    assertEquals(Optional.of("labels"), SpellingHint.to("LABEL", KNOWN));
  }

  @Test
  void wordUnlikeAny_findsNone() {
    assertEquals(Optional.empty(), SpellingHint.to("banana", KNOWN));
    assertEquals(Optional.empty(), SpellingHint.to("", KNOWN));
    assertEquals(Optional.empty(), SpellingHint.to("anything", List.of()));
  }

  @Test
  void shortWord_mayDifferInOneLetter() {
    assertEquals(Optional.of("top"), SpellingHint.to("tip", KNOWN));
    assertEquals(Optional.of("top"), SpellingHint.to("to", KNOWN));
    assertEquals(Optional.empty(), SpellingHint.to("tix", KNOWN));
  }

  @Test
  void equallyNearWords_giveTheFirstOfTheAlphabet() {
    assertEquals(Optional.of("bat"), SpellingHint.to("at", List.of("cat", "bat", "hat")));
  }

  /** A table of all distances would be of some 5 * 10^9 numbers. */
  @Test
  void equallyNearWords_giveTheOneWithNearerLetters() {
    assertEquals(Optional.of("근육"), SpellingHint.to("근윧", List.of("근거", "근육")));
  }

  @Test
  void decomposedWord_isComparedAsComposed() {
    var decomposed = java.text.Normalizer.normalize("스트레쓰", java.text.Normalizer.Form.NFD);
    assertEquals(Optional.of("스트레스"), SpellingHint.to(decomposed, List.of("스트레스")));
  }

  @Test
  void hugeWord_isNearNone() {
    var huge = "x".repeat(100_000_000);
    assertEquals(Optional.empty(), SpellingHint.to(huge, List.of("x".repeat(50), "top")));
  }

  @Test
  void hint_isASentencesEndOrNothing() {
    assertEquals("; did you mean 'labels'?", SpellingHint.hint("lables", KNOWN));
    assertEquals("", SpellingHint.hint("banana", KNOWN));
  }
}
