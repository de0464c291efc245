package dev.unroll.codec.tokenizer;

import static dev.unroll.core.Faults.assertInvalid;
import static dev.unroll.core.Faults.assertSaid;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.codec.Tokenizers;
import dev.unroll.repository.Folders;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The ids of a text that is given as a model's output. */
class OutputTokensTest {
  private static final String FIELD = "among[0]";

  private static TextTokenizer french() throws Exception {
    return TextTokenizer.open(Folders.bundled().resolve("translate-en-fr/target.json"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Où as-tu appris à parler français ?",
        // Other spaces, and marks apart from their letters: the same text.
        "  Où as-tu\tappris à  parler français ? ",
        "Ou\u0300 as-tu appris a\u0300 parler franc\u0327ais ?"
      })
  void text_thatTheTokenizerWrites_hasItsIds(String text) throws Exception {
    try (var tokenizer = french()) {
      var ids = OutputTokens.of(tokenizer, text, FIELD);
      assertArrayEquals(
          OutputTokens.of(tokenizer, "Où as-tu appris à parler français ?", FIELD), ids);
      assertTrue(ids.length > 1);
      assertEquals("Où as-tu appris à parler français ?", tokenizer.decode(ids));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\u00a0\n"})
  void emptyText_isInvalid(String text) throws Exception {
    try (var tokenizer = french()) {
      assertSaid(
          FIELD,
          FIELD + ": is '" + text + "', which is empty",
          () -> OutputTokens.of(tokenizer, text, FIELD));
    }
  }

  @Test
  void unknownPiece_isNamed() throws Exception {
    try (var tokenizer = french()) {
      assertSaid(
          FIELD,
          FIELD + ": is 'Où ☃ ?', of which the model's output tokenizer has no piece '☃'",
          () -> OutputTokens.of(tokenizer, "Où ☃ ?", FIELD));
    }
  }

  @Test
  void specialToken_isNoTextOfAModel() throws Exception {
    try (var tokenizer = french()) {
      assertSaid(
          FIELD,
          FIELD + ": is 'Oui</s>', of which the model's output tokenizer has no piece '</s>'",
          () -> OutputTokens.of(tokenizer, "Oui</s>", FIELD));
    }
  }

  @Test
  void unknownWord_ofAListOfWords_isNamedWithTheNearest() throws Exception {
    try (var tokenizer =
        TextTokenizer.open(Folders.bundled().resolve("caption-en/tokenizer.json"))) {
      assertSaid(
          FIELD,
          FIELD
              + ": is 'red aple', of which the model's output tokenizer has no piece 'aple'; did"
              + " you mean 'apple'?",
          () -> OutputTokens.of(tokenizer, "red aple", FIELD));
    }
  }

  @Test
  void textThatIsWrittenOtherwise_isInvalid() {
    try (var tokenizer = Tokenizers.open("word-piece")) {
      assertSaid(
          FIELD,
          FIELD
              + ": is 'Hello', which the model's output tokenizer writes as 'hello'; give that, if"
              + " it is meant",
          () -> OutputTokens.of(tokenizer, "Hello", FIELD));
      assertTrue(OutputTokens.of(tokenizer, "hello", FIELD).length > 0);
    }
  }

  @Test
  void textThatIsDroppedSilently_isInvalid(@TempDir Path folder) throws Exception {
    var file = folder.resolve("tokenizer.json");
    Files.writeString(
        file, "{\"model\": {\"type\": \"BPE\", \"vocab\": {\"a\": 0, \"b\": 1}, \"merges\": []}}");
    try (var tokenizer = TextTokenizer.open(file)) {
      assertSaid(
          FIELD,
          FIELD
              + ": is 'a☃b', which the model's output tokenizer writes as 'a b'; give that, if it is"
              + " meant",
          () -> OutputTokens.of(tokenizer, "a☃b", FIELD));
      assertArrayEquals(new long[] {0, 1}, OutputTokens.of(tokenizer, "ab", FIELD));
    }
  }

  @Test
  void textThatTheTokenizerRefuses_isInvalid() {
    try (var tokenizer = Tokenizers.open("no-unknown")) {
      assertInvalid(
          FIELD,
          "the model's tokenizer refuses it: ",
          () -> OutputTokens.of(tokenizer, "x", FIELD));
    }
  }

  @Test
  void tokensThatTheTokenizerAdds_areNoOutput() {
    try (var tokenizer = Tokenizers.open("byte-level")) {
      var ids = OutputTokens.of(tokenizer, "hello", FIELD);
      assertEquals(ids.length + 2, tokenizer.encode("hello").ids().length);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"metaspace", "word-level"})
  void unknownToken_thatIsNotMarkedSpecial_isFound(String name) {
    try (var tokenizer = Tokenizers.open(name)) {
      assertInvalid(
          FIELD, "has no piece '☃'", () -> OutputTokens.of(tokenizer, "the ☃ dog", FIELD));
    }
  }
}
