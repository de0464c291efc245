package dev.unroll.codec.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.unroll.core.LoadException;
import dev.unroll.repository.Folders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Characters that are composed of several code points. */
class NormalFormsTest {
  private static final Path KOREAN = Folders.bundled().resolve("pos-ko/tokenizer.json");

  @TempDir Path folder;

  @Test
  void tokenizer_thatComposes_hasNoDifferingText() throws Exception {
    try (var tokenizer = TextTokenizer.open(KOREAN)) {
      assertEquals(Optional.empty(), NormalForms.differing(tokenizer));
    }
  }

  @Test
  void tokenizer_withoutNormalizer_differs() throws Exception {
    try (var tokenizer = withoutNormalizer()) {
      var text = NormalForms.differing(tokenizer).orElseThrow();
      assertEquals(text, Normalizer.normalize(text, Form.NFC));
      var ids = tokenizer.encode(text).ids();
      var decomposed = tokenizer.encode(Normalizer.normalize(text, Form.NFD)).ids();
      assertEquals(false, Arrays.equals(ids, decomposed));
    }
  }

  @Test
  void spans_ofComposedCharacters_areThoseOfTheTextAsSent() throws Exception {
    try (var tokenizer = TextTokenizer.open(KOREAN)) {
      // Two, three and two code points, a space, and an accent that composes with nothing.
      var tokens = tokenizer.encode(Normalizer.normalize("나는", Form.NFD) + "e\u0301 x\u0327");
      assertArrayEquals(new int[] {0, 2, 5, 7, 8, 9}, tokens.starts());
      assertArrayEquals(new int[] {2, 5, 7, 8, 9, 10}, tokens.ends());
    }
  }

  @Test
  void spans_ofSeparateCharacters_doNotOverlap() throws Exception {
    try (var tokenizer = withoutNormalizer()) {
      var tokens = tokenizer.encode(Normalizer.normalize("나는", Form.NFD));
      assertArrayEquals(new int[] {0, 1, 2, 3, 4}, tokens.starts());
      assertArrayEquals(new int[] {1, 2, 3, 4, 5}, tokens.ends());
    }
  }

  private TextTokenizer withoutNormalizer() throws Exception {
    var json =
        Files.readString(KOREAN)
            .replace("\"type\": \"NFC\"", "\"type\": \"Sequence\", \"normalizers\": []");
    return open(json);
  }

  private TextTokenizer open(String json) throws LoadException, java.io.IOException {
    return TextTokenizer.open(Files.writeString(folder.resolve("tokenizer.json"), json));
  }
}
