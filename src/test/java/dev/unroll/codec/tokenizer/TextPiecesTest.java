package dev.unroll.codec.tokenizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.codec.Tokenizers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextPiecesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "word-level",
        "word-piece",
        "byte-level",
        "byte-fallback",
        "metaspace",
        "characters",
        "end-of-word"
      })
  void pieces_ofRandomIds_joinToTheWhole(String name) {
    try (var tokenizer = Tokenizers.open(name)) {
      var random = new Random(7);
      for (int round = 0; round < 400; round++) {
        int size = 1 + random.nextInt(60);
        var ids = random.longs(size, -1, tokenizer.vocabularySize() + 1).toArray();
        assertPiecesJoin(tokenizer, ids);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"word-piece", "byte-level", "byte-fallback", "metaspace", "end-of-word"})
  void pieces_ofRealText_joinToTheWhole(String name) {
    try (var tokenizer = Tokenizers.open(name)) {
      for (var text :
          List.of(
              "the quick brown fox, don't stop .",
              "안녕하세요 세계 만나서 반갑습니다",
              "a   b\n\n c  ",
              "👩‍👩‍👧 e\u0301 \uFFFD x\uFFFD",
              "한".repeat(40))) {
        assertPiecesJoin(tokenizer, tokenizer.encode(text).ids());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"byte-level", "byte-fallback", "metaspace", "word-piece"})
  void pieces_ofManyBlanks_joinToTheWhole(String name) {
    try (var tokenizer = Tokenizers.open(name)) {
      var random = new Random(11);
      var blanks =
          LongStream.range(0, tokenizer.vocabularySize())
              .filter(id -> tokenizer.decode(new long[] {id}).isBlank())
              .toArray();
      for (int round = 0; round < 50; round++) {
        var ids = new long[600];
        for (int index = 0; index < ids.length; index++) {
          ids[index] =
              random.nextInt(100) == 0
                  ? random.nextInt(tokenizer.vocabularySize())
                  : blanks[random.nextInt(blanks.length)];
        }
        assertPiecesJoin(tokenizer, ids);
      }
    }
  }

  @Test
  void append_halfACharacter_isHeldBack() {
    try (var tokenizer = Tokenizers.open("byte-level")) {
      var ids = tokenizer.encode("a😀b").ids();
      var pieces = new TextPieces(tokenizer);
      var said = new ArrayList<String>();
      for (long id : ids) {
        said.add(pieces.append(id));
      }
      // <s> a, four bytes of one character, b </s>
      assertEquals(List.of("", "a", "", "", "", "😀", "b", ""), said);
      assertEquals("", pieces.finish());
    }
  }

  @Test
  void append_words_comeAsTheyAreComplete() {
    try (var tokenizer = Tokenizers.open("word-level")) {
      var pieces = new TextPieces(tokenizer);
      var said = new ArrayList<String>();
      for (long id : tokenizer.encode("the quick fox").ids()) {
        said.add(pieces.append(id));
      }
      assertEquals(List.of("the", " quick", " fox"), said);
    }
  }

  @Test
  void finish_endsInHalfACharacter_saysIt() {
    try (var tokenizer = Tokenizers.open("byte-level")) {
      var ids = tokenizer.encode("a😀").ids();
      var pieces = new TextPieces(tokenizer);
      pieces.append(ids[1]);
      pieces.append(ids[2]);
      assertEquals("a", pieces.text());
      assertEquals("\uFFFD", pieces.finish());
      assertEquals("a\uFFFD", pieces.text());
    }
  }

  @Test
  void append_longOutput_costsTheSamePerToken() {
    try (var tokenizer = Tokenizers.open("byte-level")) {
      long a = tokenizer.idOf("a").getAsLong();
      // Half a character for ever: nothing can be said, and nothing may be tried at each id.
      long half = tokenizer.encode("😀").ids()[1];
      Assertions.assertTimeout(
          Duration.ofSeconds(20),
          () -> {
            for (long id : new long[] {a, half}) {
              var pieces = new TextPieces(tokenizer);
              for (int step = 0; step < 100_000; step++) {
                pieces.append(id);
              }
              pieces.finish();
              assertEquals(100_000, pieces.text().length());
            }
          });
    }
  }

  private static void assertPiecesJoin(TextTokenizer tokenizer, long[] ids) {
    var pieces = new TextPieces(tokenizer);
    var joined = new StringBuilder();
    for (long id : ids) {
      joined.append(pieces.append(id));
      assertEquals(joined.toString(), pieces.text());
    }
    joined.append(pieces.finish());
    assertEquals(tokenizer.decode(ids), joined.toString());
    assertEquals(joined.toString(), pieces.text());
  }

  @Test
  void byteTokens_areKnownOnlyWhereBytesFallBack() {
    try (var fallback = Tokenizers.open("byte-fallback");
        var level = Tokenizers.open("byte-level")) {
      assertTrue(fallback.vocabulary().isByte(fallback.idOf("<0xE2>").getAsLong()));
      assertFalse(level.vocabulary().isByte(level.idOf("a").getAsLong()));
    }
  }
}
