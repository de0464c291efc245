package dev.unroll.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BlankTest {
  @ParameterizedTest
  @CsvSource({
    "'a [        ]b', 'a [ ]b'",
    "'a [ ]b', 'a [ ]b'",
    "'a []b', 'a [ ]b'",
    "'a [\t\u00a0\u3000]b', 'a [ ]b'",
    "'[  ] and [   ]', '[ ] and [ ]'",
    "'a [x]b [', 'a [x]b ['"
  })
  void blankOfAnyWidth_isWrittenAsTheTokenizerKnowsIt(String text, String expected) {
    assertEquals(expected, new Blank("[ ]", 3).normalise(text));
  }

  @ParameterizedTest
  @CsvSource({"<pad>, 'a <pad> b'", "___, 'a ___ b'", "'$1 \\', 'a $1   \\ b'"})
  void tokenOfAnyKind_isTakenLiterally(String token, String text) {
    var blank = new Blank(token, 0);
    var expected = text.replaceAll("\\$1 +", "\\$1 ");
    assertEquals(expected, blank.normalise(text));
  }
}
