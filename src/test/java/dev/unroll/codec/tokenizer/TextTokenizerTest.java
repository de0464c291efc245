package dev.unroll.codec.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.codec.Tokenizers;
import dev.unroll.core.Fault;
import dev.unroll.core.LoadException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextTokenizerTest {
  @Test
  void encode_specialTokens_haveEmptySpans() {
    try (var tokenizer = Tokenizers.open("word-piece")) {
      var tokens = tokenizer.encode("hello");
      int last = tokens.ids().length - 1;
      assertEquals(tokenizer.idOf("[CLS]").getAsLong(), tokens.ids()[0]);
      assertEquals(tokenizer.idOf("[SEP]").getAsLong(), tokens.ids()[last]);
      assertEquals(0, tokens.ends()[0]);
      assertEquals(0, tokens.ends()[last]);
      assertEquals(last - 1, tokens.contentSteps());
    }
  }

  @Test
  void encode_koreanAndEmoji_spansAreCodePoints() {
    try (var tokenizer = Tokenizers.open("word-level")) {
      var tokens = tokenizer.encode("안녕하세요 😀👩‍👩‍👧 세계");
      assertArrayEquals(new int[] {0, 6, 13}, tokens.starts());
      assertArrayEquals(new int[] {5, 12, 15}, tokens.ends());
    }
  }

  @Test
  void encode_combiningText_spansAreOfTheTextAsGiven() {
    try (var tokenizer = Tokenizers.open("metaspace")) {
      // NFKC joins e and the accent to one character, but the client sent two.
      var tokens = tokenizer.encode("e\u0301 x");
      int last = tokens.ids().length - 1;
      assertEquals(0, tokens.starts()[0]);
      assertEquals(3, tokens.starts()[last]);
      assertEquals(4, tokens.ends()[last]);
    }
  }

  @Test
  void encode_bytesOfOneCharacter_shareItsSpan() {
    try (var tokenizer = Tokenizers.open("byte-fallback")) {
      var tokens = tokenizer.encode("😀");
      assertEquals(5, tokens.ids().length);
      for (int step = 1; step < 5; step++) {
        assertEquals(0, tokens.starts()[step]);
        assertEquals(1, tokens.ends()[step]);
      }
    }
  }

  @Test
  void encode_spaceBeforeAToken_isNotOfItsSpan() {
    try (var tokenizer = Tokenizers.open("metaspace")) {
      var text = "the  the";
      var tokens = tokenizer.encode(text);
      var points = new CodePoints(text);
      for (int step = 0; step < tokens.ids().length; step++) {
        var piece = points.slice(tokens.starts()[step], tokens.ends()[step]);
        assertTrue(piece.isBlank() || piece.equals(piece.strip()), "'" + piece + "'");
      }
    }
  }

  @Test
  void encode_fileAsksForPaddingAndTruncation_neitherIsDone() {
    try (var tokenizer = Tokenizers.open("byte-level")) {
      assertEquals(3, tokenizer.encode("a").ids().length);
      assertEquals(2 + 40, tokenizer.encode("z".repeat(40)).ids().length);
    }
  }

  @Test
  void encode_characterWithoutToken_isTheTextsFault() {
    try (var tokenizer = Tokenizers.open("no-unknown")) {
      var fault = assertThrows(Fault.class, () -> tokenizer.encode("a c"));
      assertEquals(Fault.Kind.INVALID_ARGUMENT, fault.kind());
      assertEquals("input.text", fault.field());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"byte-level", "byte-fallback", "metaspace", "word-level", "word-piece"})
  void encode_anyUnicode_spansLieInTheText(String name) {
    try (var tokenizer = Tokenizers.open(name)) {
      var random = new Random(5);
      for (int round = 0; round < 300; round++) {
        var text =
            random
                .ints(1 + random.nextInt(40), 0, Character.MAX_CODE_POINT + 1)
                .map(point -> random.nextBoolean() ? point : point % 0x3000)
                .filter(point -> point < 0xD800 || point > 0xDFFF)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        var tokens = tokenizer.encode(text);
        int length = text.codePointCount(0, text.length());
        for (int step = 0; step < tokens.ids().length; step++) {
          assertTrue(tokens.starts()[step] >= 0);
          assertTrue(tokens.starts()[step] <= tokens.ends()[step]);
          assertTrue(tokens.ends()[step] <= length);
        }
      }
    }
  }

  @Test
  void encode_nulCharacter_isACharacterAsAnyOther() {
    try (var tokenizer = Tokenizers.open("byte-level")) {
      assertEquals("a\u0000b", tokenizer.decode(tokenizer.encode("a\u0000b").ids()));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"byte-level", "byte-fallback"})
  void decode_ofEncoded_isTheText(String name) {
    try (var tokenizer = Tokenizers.open(name)) {
      for (var text : List.of("hello there", "안녕 세계", "a😀b", "e\u0301 \uFFFD x", "two  spaces")) {
        assertEquals(text, tokenizer.decode(tokenizer.encode(text).ids()));
      }
    }
  }

  @Test
  void decode_specialAndUnknownIds_addNothing() {
    try (var tokenizer = Tokenizers.open("byte-level")) {
      long a = tokenizer.idOf("a").getAsLong();
      // The low 32 bits of the last one are a's.
      assertEquals("aa", tokenizer.decode(new long[] {0, a, 1, -1, 999, a, a + (1L << 32)}));
      assertEquals("", tokenizer.decode(new long[0]));
    }
  }

  @Test
  void encode_moreTokensThanAskedFor_haveNoSpans() {
    try (var tokenizer = Tokenizers.open("word-level")) {
      var tokens = tokenizer.encode("the the the", 2);
      assertEquals(3, tokens.ids().length);
      assertEquals(0, tokens.starts().length);
      assertEquals(3, tokenizer.encode("the the the", 3).starts().length);
    }
  }

  @Test
  void idOf_tokens_areThoseOfTheFile() {
    try (var tokenizer = Tokenizers.open("metaspace")) {
      assertEquals(OptionalLong.of(1), tokenizer.idOf("<s>"));
      assertEquals(OptionalLong.empty(), tokenizer.idOf("<bos>"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"word-level", "byte-level", "metaspace", "byte-fallback"})
  void vocabularySize_isOneMoreThanTheHighestId(String name) {
    try (var tokenizer = Tokenizers.open(name)) {
      int size = tokenizer.vocabularySize();
      assertTrue(tokenizer.vocabulary().idOf("<s>").getAsLong() < size);
      assertTrue(size > 20);
    }
  }

  @Test
  void calls_ofManyThreads_agree() throws Exception {
    try (var tokenizer = Tokenizers.open("byte-level")) {
      var texts =
          IntStream.range(0, 50).mapToObj(n -> "hello 안녕 " + n + " 😀".repeat(n % 7)).toList();
      var expected = texts.stream().map(tokenizer::encode).map(Tokens::ids).toList();
      Callable<Integer> check =
          () -> {
            int checked = 0;
            for (int round = 0; round < 40; round++) {
              for (int index = 0; index < texts.size(); index++) {
                var tokens = tokenizer.encode(texts.get(index));
                assertArrayEquals(expected.get(index), tokens.ids());
                assertEquals(texts.get(index), tokenizer.decode(tokens.ids()));
                checked++;
              }
            }
            return checked;
          };
      for (var done : inThreads(8, check)) {
        assertEquals(2000, done.get());
      }
    }
  }

  @Test
  void close_whileOthersEncode_freesAfterThem() throws Exception {
    var tokenizer = Tokenizers.open("byte-level");
    Callable<Integer> untilClosed =
        () -> {
          int calls = 0;
          try {
            while (true) {
              tokenizer.encode("hello there");
              if (++calls == 200) {
                tokenizer.close();
              }
            }
          } catch (Fault closed) {
            assertEquals(Fault.Kind.UNAVAILABLE, closed.kind());
            return calls;
          }
        };
    for (var done : inThreads(4, untilClosed)) {
      assertTrue(done.get() <= 200);
    }
    tokenizer.close();
  }

  @Test
  void open_missingFile_namesIt(@TempDir Path folder) {
    var file = folder.resolve("tokenizer.json");
    assertEquals(file + ": does not exist", openFailure(file));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "not json",
        "[]",
        "{}",
        "{\"model\": {\"type\": \"Other\", \"vocab\": {\"a\": 0}}}",
        "{\"model\": {\"type\": \"WordLevel\", \"vocab\": {\"a\": -1}, \"unk_token\": \"a\"}}"
      })
  void open_noTokenizer_namesTheFile(String content, @TempDir Path folder) throws Exception {
    var file = Files.writeString(folder.resolve("tokenizer.json"), content);
    var message = openFailure(file);
    assertTrue(message.startsWith(file + ": "), message);
    assertEquals(1, message.lines().count(), message);
  }

  private static String openFailure(Path file) {
    return assertThrows(LoadException.class, () -> TextTokenizer.open(file)).reason();
  }

  private static <T> List<Future<T>> inThreads(int threads, Callable<T> work)
      throws InterruptedException, ExecutionException {
    var pool = Executors.newFixedThreadPool(threads);
    try {
      var works = new ArrayList<Callable<T>>();
      for (int thread = 0; thread < threads; thread++) {
        works.add(work);
      }
      return pool.invokeAll(works);
    } finally {
      pool.shutdown();
    }
  }
}
