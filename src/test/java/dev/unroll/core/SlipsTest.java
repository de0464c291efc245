package dev.unroll.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What somebody meant, by what they wrote. */
class SlipsTest {
  private static final List<String> KNOWN = List.of("input", "output", "max_steps", "task");

  @ParameterizedTest
  @CsvSource({
    "inptu, input",
    "imput, input",
    "inpu, input",
    "INPUT, input",
    "maxsteps, max_steps",
    "max_step, max_steps",
    "taks, task"
  })
  void slip_isFound(String written, String meant) {
    assertEquals("; did you mean '" + meant + "'?", SpellingHint.hint(written, KNOWN));
  }

  @ParameterizedTest
  @CsvSource({"''", "labels", "tokens", "pitun"})
  void anotherWord_isNone(String written) {
    assertEquals("", SpellingHint.hint(written, KNOWN));
  }

  @Test
  void nothingKnown_isNone() {
    assertEquals("", SpellingHint.hint("input", List.of()));
  }
}
