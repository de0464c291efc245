package dev.unroll.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.unroll.codec.tokenizer.LongTexts;
import dev.unroll.core.Fault;
import dev.unroll.core.Sequence;
import dev.unroll.runtime.ElementType;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InputCodecsTest {
  private static final InputBounds BOUNDS = new InputBounds(ElementType.INT64, 10, 1, 4);

  @Test
  void tokenIds_within_areTakenAsTheyAre() {
    var ids = new long[] {0, 9, 3};
    var encoded = InputCodecs.tokenIds(BOUNDS).encode(new RawInput.TokenIds(ids));
    assertSame(ids, ((Sequence.Ids) encoded.sequence()).ids());
    assertNull(encoded.spans());
  }

  @Test
  void tokenIds_outsideTheVocabulary_nameIndexValueAndRange() {
    var codec = InputCodecs.tokenIds(BOUNDS);
    assertFault(
        codec,
        new RawInput.TokenIds(new long[] {1, 2, 3, 10}),
        "input.token_ids.ids[3]",
        "id 10 is outside this model's [0, 9]");
    assertFault(
        codec,
        new RawInput.TokenIds(new long[] {-5}),
        "input.token_ids.ids[0]",
        "id -5 is outside this model's [0, 9]");
  }

  @Test
  void tokenIds_vocabularyUnknown_areOnlyNotNegative() {
    var codec = InputCodecs.tokenIds(new InputBounds(ElementType.INT64, 0, 1, 4));
    codec.encode(new RawInput.TokenIds(new long[] {Long.MAX_VALUE}));
    assertFault(
        codec,
        new RawInput.TokenIds(new long[] {-1}),
        "input.token_ids.ids[0]",
        "id -1 is negative");
  }

  @ParameterizedTest
  @CsvSource({
    "INT32, 3000000000, 'id 3000000000 is outside this model''s [0, 2147483647]: its input is int32'",
    "INT32, -1, 'id -1 is outside this model''s [0, 2147483647]: its input is int32'",
    "UINT8, 300, 'id 300 is outside this model''s [0, 255]: its input is uint8'",
    "BOOL, 2, 'id 2 is outside this model''s [0, 1]: its input is bool'",
    "INT8, -129, 'id -129 is outside this model''s [-128, 127]: its input is int8'",
    "INT16, 32768, 'id 32768 is outside this model''s [-32768, 32767]: its input is int16'",
  })
  void tokenIds_thatTheTypeCannotHold_areRefused(ElementType type, long id, String message) {
    var codec = InputCodecs.tokenIds(new InputBounds(type, 0, 1, 4));
    codec.encode(new RawInput.TokenIds(new long[] {0, 1, type.most()}));
    assertFault(
        codec, new RawInput.TokenIds(new long[] {1, id}), "input.token_ids.ids[1]", message);
  }

  @Test
  void tokenIds_vocabularyLargerThanTheType_areBoundByTheType() {
    var codec = InputCodecs.tokenIds(new InputBounds(ElementType.INT8, 1000, 1, 4));
    codec.encode(new RawInput.TokenIds(new long[] {127}));
    assertFault(
        codec,
        new RawInput.TokenIds(new long[] {128}),
        "input.token_ids.ids[0]",
        "id 128 is outside this model's [0, 127]: its input is int8");
    // A negative id would be taken from the table's end.
    assertFault(
        codec,
        new RawInput.TokenIds(new long[] {-1}),
        "input.token_ids.ids[0]",
        "id -1 is outside this model's [0, 127]: its input is int8");
  }

  @Test
  void vectors_thatAHalfCannotHold_areRefused() {
    var codec = InputCodecs.vectors(1, new InputBounds(ElementType.FLOAT16, 0, 1, 4));
    codec.encode(new RawInput.VectorValues(new float[] {65504, -65504, 1e-9f}, 1));
    assertFault(
        codec,
        new RawInput.VectorValues(new float[] {1, -70000}, 1),
        "input.vectors.values[1]",
        "is -70000.0; this input is float16, which holds -65504.0 to 65504.0");
  }

  @Test
  void steps_outsideTheBounds_nameBothNumbers() {
    var five = new RawInput.TokenIds(new long[5]);
    var none = new RawInput.TokenIds(new long[0]);
    var field = "input.token_ids.ids";
    assertFault(InputCodecs.tokenIds(BOUNDS), five, field, "5 steps; this model takes at most 4");
    assertFault(
        InputCodecs.tokenIds(BOUNDS), none, field, "is empty; a sequence has at least one step");
    assertFault(
        InputCodecs.tokenIds(new InputBounds(ElementType.INT64, 0, 6, 8)),
        five,
        field,
        "5 steps; this model takes 6 to 8");
    assertFault(
        InputCodecs.tokenIds(new InputBounds(ElementType.INT64, 0, 7, 7)),
        five,
        field,
        "5 steps; this model takes exactly 7 steps");
  }

  @Test
  void vectors_ofTheModelsWidth_areTakenAsTheyAre() {
    var values = new float[6];
    var codec = InputCodecs.vectors(3, BOUNDS);
    for (int width : new int[] {0, 3}) {
      var encoded = codec.encode(new RawInput.VectorValues(values, width));
      var vectors = (Sequence.Vectors) encoded.sequence();
      assertSame(values, vectors.values());
      assertEquals(2, vectors.steps());
    }
  }

  @Test
  void vectors_ofAnotherWidth_areRefused() {
    var codec = InputCodecs.vectors(3, BOUNDS);
    assertFault(
        codec,
        new RawInput.VectorValues(new float[4], 2),
        "input.vectors.width",
        "is 2; this model's is 3");
    assertFault(
        codec,
        new RawInput.VectorValues(new float[4], -1),
        "input.vectors.width",
        "is 4294967295; this model's is 3");
    assertFault(
        codec,
        new RawInput.VectorValues(new float[4], 0),
        "input.vectors.values",
        "has 4 values; their number must be a multiple of this model's width, 3");
  }

  @Test
  void vectors_notFinite_nameTheIndex() {
    var codec = InputCodecs.vectors(3, BOUNDS);
    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
      var values = new float[6];
      values[5] = bad;
      assertFault(
          codec,
          new RawInput.VectorValues(values, 3),
          "input.vectors.values[5]",
          "is " + bad + "; values must be finite");
    }
  }

  @Test
  void vectors_tooManyOrNone_areRefused() {
    var codec = InputCodecs.vectors(3, BOUNDS);
    assertFault(
        codec,
        new RawInput.VectorValues(new float[15], 3),
        "input.vectors.values",
        "5 steps; this model takes at most 4");
    assertFault(
        codec,
        new RawInput.VectorValues(new float[0], 3),
        "input.vectors.values",
        "is empty; a sequence has at least one step");
  }

  @Test
  void otherKind_isRefusedWithThoseTaken() {
    assertFault(
        InputCodecs.tokenIds(BOUNDS),
        new RawInput.Text("hello"),
        "input",
        "this model takes token ids, not text");
    assertFault(
        InputCodecs.vectors(1, BOUNDS),
        new RawInput.Image(new byte[1]),
        "input",
        "this model takes vectors, not image");
    try (var text = text("word-level", new InputBounds(ElementType.INT64, 0, 1, 4))) {
      assertFault(
          text,
          new RawInput.VectorValues(new float[1], 0),
          "input",
          "this model takes text or token ids, not vectors");
    }
  }

  @Test
  void text_becomesIdsWithSpans() {
    try (var codec = text("word-level", new InputBounds(ElementType.INT64, 0, 1, 4))) {
      var encoded = codec.encode(new RawInput.Text("the fox"));
      var spans = Objects.requireNonNull(encoded.spans());
      assertEquals(2, encoded.sequence().steps());
      assertEquals("the fox", spans.text());
      assertArrayEquals(new int[] {0, 4}, spans.starts());
      assertArrayEquals(new int[] {3, 7}, spans.ends());
    }
  }

  @Test
  void text_modelWithTokenizer_takesIdsToo() {
    try (var codec = text("word-level", new InputBounds(ElementType.INT64, 0, 1, 4))) {
      assertEquals(3, codec.encode(new RawInput.TokenIds(new long[3])).sequence().steps());
    }
  }

  @Test
  void text_empty_isRefused() {
    try (var codec = text("word-piece", new InputBounds(ElementType.INT64, 0, 1, 4))) {
      assertFault(
          codec, new RawInput.Text(""), "input.text", "is empty; a sequence has at least one step");
      // Two special tokens would be left.
      assertFault(
          codec,
          new RawInput.Text(" \n "),
          "input.text",
          "is empty after the model's tokenizer has normalised it");
    }
  }

  @Test
  void text_tooLong_isRefusedAndNotCut() {
    try (var codec = text("word-level", new InputBounds(ElementType.INT64, 0, 1, 4))) {
      assertFault(
          codec,
          new RawInput.Text("the the the the the"),
          "input.text",
          "5 steps; this model takes at most 4");
    }
  }

  @Test
  void text_ofMoreCharactersThanItsStepsCanHave_isRefusedBeforeTokenizing() {
    try (var codec = text("word-level", new InputBounds(ElementType.INT64, 0, 1, 4))) {
      assertFault(
          codec,
          new RawInput.Text(" ".repeat(990_000)),
          "input.text",
          "has 990000 characters; at most 1024 are allowed, since this model takes at most 4 steps");
    }
    try (var codec = text("word-level", new InputBounds(ElementType.INT64, 0, 1, 256))) {
      assertFault(
          codec,
          new RawInput.Text("a" + " ".repeat(256 * 64)),
          "input.text",
          "has 16385 characters; at most 16384 are allowed, since this model takes at most 256"
              + " steps");
    }
    try (var codec = text("word-level", new InputBounds(ElementType.INT64, 0, 1, 1_000_000))) {
      assertFault(
          codec,
          new RawInput.Text("a".repeat(1_000_001)),
          "input.text",
          "has 1000001 characters; at most 1000000 are allowed, since this model takes at most"
              + " 1000000 steps");
    }
  }

  @Test
  void text_withWideGaps_isTaken() {
    try (var codec = text("word-level", new InputBounds(ElementType.INT64, 0, 1, 4))) {
      var text = "the" + " ".repeat(1000) + "the";
      assertEquals(
          2, Objects.requireNonNull(codec.encode(new RawInput.Text(text)).spans()).steps());
    }
  }

  @Test
  void text_unpairedSurrogate_isRefused() {
    try (var codec = text("word-level", new InputBounds(ElementType.INT64, 0, 1, 4))) {
      for (var text : List.of("a\uD83D", "a\uDE00", "a\uDE00\uD83D", "a\uD83Db")) {
        assertFault(
            codec,
            new RawInput.Text(text),
            "input.text",
            "has an unpaired surrogate at character 1; text must be valid Unicode");
      }
      codec.encode(new RawInput.Text("a\uD83D\uDE00"));
    }
  }

  @Test
  void text_tokenizerKnowsMoreThanTheGraph_isRefused() {
    try (var codec = text("word-level", new InputBounds(ElementType.INT64, 5, 1, 4))) {
      var fault = assertThrows(Fault.class, () -> codec.encode(new RawInput.Text("the fox")));
      assertEquals("input.text", fault.field());
    }
  }

  @Test
  void bounds_impossible_areRefused() {
    assertThrows(IllegalArgumentException.class, () -> new InputBounds(ElementType.INT64, 0, 0, 1));
    assertThrows(IllegalArgumentException.class, () -> new InputBounds(ElementType.INT64, 0, 3, 2));
    assertThrows(
        IllegalArgumentException.class, () -> new InputBounds(ElementType.INT64, -1, 1, 1));
    assertThrows(IllegalArgumentException.class, () -> InputCodecs.vectors(0, BOUNDS));
  }

  private static InputCodec text(String tokenizer, InputBounds bounds) {
    return InputCodecs.text(Tokenizers.open(tokenizer), bounds, new LongTexts(2, () -> 0));
  }

  private static void assertFault(
      InputCodec codec, RawInput rawInput, String field, String message) {
    var fault = assertThrows(Fault.class, () -> codec.encode(rawInput));
    assertEquals(Fault.Kind.INVALID_ARGUMENT, fault.kind());
    assertEquals(field, fault.field());
    assertEquals(message, fault.reason());
  }
}
