package dev.unroll.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NearestTest {
  private static final List<String> KNOWN = List.of("tokenizer", "max_steps", "labels", "top");

  @Test
  void slip_findsTheWordThatWasMeant() {
    assertEquals(Optional.of("tokenizer"), Nearest.to("tokeniser", KNOWN));
    assertEquals(Optional.of("max_steps"), Nearest.to("max-step", KNOWN));
    assertEquals(Optional.of("labels"), Nearest.to("LABEL", KNOWN));
  }

  @Test
  void wordUnlikeAny_findsNone() {
    assertEquals(Optional.empty(), Nearest.to("banana", KNOWN));
    assertEquals(Optional.empty(), Nearest.to("", KNOWN));
    assertEquals(Optional.empty(), Nearest.to("anything", List.of()));
  }

  @Test
  void shortWord_mayDifferInOneLetter() {
    assertEquals(Optional.of("top"), Nearest.to("tip", KNOWN));
    assertEquals(Optional.of("top"), Nearest.to("to", KNOWN));
    assertEquals(Optional.empty(), Nearest.to("tix", KNOWN));
  }

  @Test
  void equallyNearWords_giveTheFirstOfTheAlphabet() {
    assertEquals(Optional.of("bat"), Nearest.to("at", List.of("cat", "bat", "hat")));
  }

  @Test
  void hint_isASentencesEndOrNothing() {
    assertEquals("; did you mean 'labels'?", Nearest.hint("lables", KNOWN));
    assertEquals("", Nearest.hint("banana", KNOWN));
  }
}
