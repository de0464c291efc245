package dev.unroll.client.print;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import dev.unroll.client.FixedServer;
import dev.unroll.v1.Alternative;
import dev.unroll.v1.End;
import dev.unroll.v1.Label;
import dev.unroll.v1.ManyToManyResponse;
import dev.unroll.v1.ManyToOneResponse;
import dev.unroll.v1.NamedVectors;
import dev.unroll.v1.Span;
import dev.unroll.v1.StopReason;
import dev.unroll.v1.Tag;
import dev.unroll.v1.Vectors;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrintingTest {
  private static final String TIMING = "queue 0.1 ms, compute 1.2 ms, 14 steps\n";

  @Test
  void tags_koreanWords_standUnderTheirWords() {
    var answer =
        ManyToManyResponse.newBuilder()
            .addTags(tag("나는", "NP+JX", 0, 2, 0.9f))
            .addTags(tag("학교에", "NNG+JKB", 3, 6, 0.9f))
            .addTags(tag("go", "VV", 7, 9, 0.3f));
    assertEquals(
        """
        나는   학교에   go
        NP+JX  NNG+JKB  VV?
        """
            + TIMING,
        printed(answer, Screen.PLAIN));
  }

  @Test
  void tags_narrowScreen_areFolded() {
    var answer =
        ManyToManyResponse.newBuilder()
            .addTags(tag("나는", "NP", 0, 2, 0.9f))
            .addTags(tag("학교에", "NNG", 3, 6, 0.9f))
            .addTags(tag("간다", "VV", 7, 9, 0.9f));
    assertEquals(
        """
        나는  학교에
        NP    NNG

        간다
        VV
        """
            + TIMING,
        printed(answer, new Screen(false, 14)));
  }

  @Test
  void tags_ofEntities_areMarkedInTheTextAndInAListOfTheirOwn() {
    var answer =
        ManyToManyResponse.newBuilder()
            .addTags(tag("In", "O", 0, 2, 0.9f))
            .addTags(tag("New", "B-LOC", 3, 6, 0.9f))
            .addTags(tag("York", "I-LOC", 7, 11, 0.9f))
            .addTags(tag("서울", "B-LOC", 13, 15, 0.9f))
            .addTags(tag("도", "O", 15, 16, 0.9f))
            .addEntities(span("LOC", "New York", 3, 11))
            .addEntities(span("LOC", "서울", 13, 15));
    assertEquals(
        """
        In [New York LOC]  [서울 LOC]도
        LOC  New York  0.900  [3, 11)
        LOC  서울      0.900  [13, 15)
        """
            + TIMING,
        printed(answer, Screen.PLAIN));
  }

  @Test
  void tags_ofCharactersWithoutAnEntity_areTheText() {
    var answer =
        ManyToManyResponse.newBuilder()
            .addTags(tag("아", "O", 0, 1, 0.9f))
            .addTags(tag(" ", "O", 1, 2, 0.4f))
            .addTags(tag("예", "O", 2, 3, 0.9f));
    assertEquals("아 예\n" + TIMING, printed(answer, Screen.PLAIN));
  }

  @Test
  void tags_ofAnEntityThatGoesOnInALaterPart_areTheText() {
    var answer =
        ManyToManyResponse.newBuilder()
            .addTags(tag("in", "O", 0, 2, 0.9f))
            .addTags(tag("New", "B-LOC", 3, 6, 0.9f));
    assertEquals("in New\n" + TIMING, printed(answer, Screen.PLAIN));
  }

  @Test
  void labels_ofTinyScores_showTheirDigits() {
    var answer =
        ManyToOneResponse.newBuilder()
            .addLabels(Label.newBuilder().setLabel("a").setScore(0.000_421f))
            .addLabels(Label.newBuilder().setLabel("b").setScore(0));
    assertEquals(
        """
        a                  4.21e-04
        b                  0.000
        queue 0.0 ms, compute 0.0 ms, 0 steps
        """,
        printed(new Answer.One(answer.build()), Screen.PLAIN, 10));
  }

  @Test
  void blank_filled_standsOverItsWords() {
    var answer =
        ManyToOneResponse.newBuilder()
            .setFilled("운동은 건강에 좋다")
            .addLabels(Label.newBuilder().setLabel("건강").setScore(0.5f))
            .addLabels(Label.newBuilder().setLabel("몸").setScore(0.25f));
    assertEquals(
        """
        운동은 건강에 좋다
        건강  ███████         0.500
        몸    ███▌            0.250
        queue 0.0 ms, compute 0.0 ms, 0 steps
        """,
        printed(new Answer.One(answer.build()), Screen.PLAIN, 10));
  }

  @Test
  void tags_ofIds_standUnderTheNumberOfTheStep() {
    var answer =
        ManyToManyResponse.newBuilder()
            .addTags(tag("", "A", 0, 1, 0.9f))
            .addTags(tag("", "B", 1, 2, 0.9f));
    assertEquals("0  1\nA  B\n" + TIMING, printed(answer, Screen.PLAIN));
  }

  @Test
  void generated_withoutTokenizer_showsIdsAndWhyItStopped() {
    var answer =
        ManyToManyResponse.newBuilder()
            .setGenerated(
                End.newBuilder()
                    .addTokenIds(4)
                    .addTokenIds(5)
                    .setReason(StopReason.STOP_REASON_MAX_STEPS));
    assertEquals(
        "4 5\nqueue 0.1 ms, compute 1.2 ms, 14 steps, stopped at the step limit\n",
        printed(answer, Screen.PLAIN));
  }

  @Test
  void alternatives_standUnderTheOutput_bestFirst() {
    var answer =
        ManyToManyResponse.newBuilder()
            .setGenerated(
                End.newBuilder()
                    .setText("a cat")
                    .addAlternatives(
                        Alternative.newBuilder().setText("a cat").setNormalisedScore(-0.5f))
                    .addAlternatives(
                        Alternative.newBuilder()
                            .addTokenIds(7)
                            .addTokenIds(9)
                            .setNormalisedScore(-12.25f)));
    assertEquals(
        """
        a cat
         1.  -0.5000  a cat
         2. -12.2500  7 9
        """
            + TIMING,
        printed(answer, Screen.PLAIN));
  }

  @Test
  void alternatives_onlyTheOutputItself_areNotRepeated() {
    var answer =
        ManyToManyResponse.newBuilder()
            .setGenerated(
                End.newBuilder()
                    .setText("a cat")
                    .addAlternatives(Alternative.newBuilder().setText("a cat")));
    assertEquals("a cat\n" + TIMING, printed(answer, Screen.PLAIN));
  }

  @Test
  void labels_moreThanTheLimit_areCounted() {
    var answer = ManyToOneResponse.newBuilder().setTiming(FixedServer.TIMING);
    for (int index = 0; index < 5; index++) {
      answer.addLabels(Label.newBuilder().setLabel("label" + index).setScore(0.2f));
    }
    var lines = printed(new Answer.One(answer.build()), Screen.PLAIN, 2).lines().toList();
    assertEquals("and 3 more (--top-k)", lines.get(2));
  }

  @Test
  void labels_withControlCharacters_cannotSteerTheTerminal() {
    var answer =
        ManyToOneResponse.newBuilder()
            .addLabels(Label.newBuilder().setLabel("a\033[2J\nb").setScore(1))
            .setTiming(FixedServer.TIMING)
            .build();
    assertEquals(
        "a [2J b  ██████████████  1.000\n" + TIMING,
        printed(new Answer.One(answer), Screen.PLAIN, 10));
  }

  @Test
  void outputs_ofManySteps_showTheirFirstCorner() {
    var values = Vectors.newBuilder().setWidth(7);
    for (int index = 0; index < 42; index++) {
      values.addValues(index / 4f);
    }
    var answer =
        ManyToManyResponse.newBuilder()
            .addOutputs(NamedVectors.newBuilder().setName("hidden").setVectors(values));
    assertEquals(
        """
        hidden  6 steps x 7
            0     0.0000     0.2500     0.5000     0.7500     1.0000     1.2500  …
            1     1.7500     2.0000     2.2500     2.5000     2.7500     3.0000  …
            2     3.5000     3.7500     4.0000     4.2500     4.5000     4.7500  …
            3     5.2500     5.5000     5.7500     6.0000     6.2500     6.5000  …
              and 2 more steps (--json shows all)
        """
            + TIMING,
        printed(answer, Screen.PLAIN));
  }

  @Test
  void vectors_littleEndian_areReadAsSuch() {
    var bytes = ByteString.copyFrom(HexFormat.of().parseHex("0000803f000000c0"));
    var values = VectorLines.values(Vectors.newBuilder().setLittleEndian(bytes).build());
    assertEquals(2, values.length);
    assertEquals(1f, values[0]);
    assertEquals(-2f, values[1]);
  }

  @Test
  void colours_onATerminal_wrapWhatTheyColour() {
    var answer = ManyToManyResponse.newBuilder().addTags(tag("a", "X", 0, 1, 0.9f));
    var printed = printed(answer, new Screen(true, 80));
    assertTrue(printed.startsWith("a\n\033[36mX\033[0m"), printed);
    assertTrue(printed.contains("\033[2mqueue"), printed);
  }

  @ParameterizedTest
  @CsvSource({
    "0, '              '",
    "1, ██████████████",
    "0.5, '███████       '",
    "0.01, '▏             '",
    "7, ██████████████",
    "-1, '              '",
    "NaN, '              '",
  })
  void bar_ofAShare_isThatLong(float share, String bar) {
    assertEquals(bar, Bar.of(share, 14));
  }

  @ParameterizedTest
  @CsvSource({
    "abc, 3",
    "한국어, 6",
    "日本, 4",
    "ｆｕｌｌ, 8",
    "é, 1",
    "e\u0301, 1",
    "\u1112\u1161\u11ab, 2",
    "\u1112\u1161\u11ab\u1100\u1173\u11af, 4",
    "ㅋㅋ, 4",
    "😀, 2",
    "👍🏽, 2",
    "👨\u200d👩\u200d👧, 2",
    "🇰🇷, 2",
    "a\tb, 2",
    "a\u200bb, 2",
    "'', 0",
  })
  void width_ofText_isColumnsOnATerminal(String text, int columns) {
    assertEquals(columns, Columns.width(text));
  }

  @ParameterizedTest
  @CsvSource({
    "abcdef, 4, abc…",
    "한국어, 5, 한국…",
    "한국어, 4, 한…",
    "abc, 3, abc",
    "\u1112\u1161\u11ab\u1100\u1173\u11af, 3, \u1112\u1161\u11ab…",
    "e\u0301e\u0301e\u0301, 2, e\u0301…",
    "👨\u200d👩\u200d👧👍🏽, 3, 👨\u200d👩\u200d👧…",
    "한국어, 1, …",
  })
  void shorten_toColumns_cutsBetweenCharacters(String text, int columns, String shortened) {
    assertEquals(shortened, Columns.shorten(text, columns));
  }

  private static Tag tag(String text, String tag, int start, int end, float score) {
    return Tag.newBuilder()
        .setText(text)
        .setTag(tag)
        .setStart(start)
        .setEnd(end)
        .setScore(score)
        .build();
  }

  private static Span span(String type, String text, int start, int end) {
    return Span.newBuilder()
        .setType(type)
        .setText(text)
        .setStart(start)
        .setEnd(end)
        .setScore(0.9f)
        .build();
  }

  private static String printed(ManyToManyResponse.Builder answer, Screen screen) {
    return printed(new Answer.Many(answer.setTiming(FixedServer.TIMING).build()), screen, 10);
  }

  private static String printed(Answer answer, Screen screen, int labelLimit) {
    var bytes = new ByteArrayOutputStream();
    var out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    new ReadablePrinter(out, screen, labelLimit, false).print(answer);
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void candidate_thatIsTheOnlyOne_hasItsScore() {
    var one = Alternative.newBuilder().setText("a cat").setNormalisedScore(-0.5f).build();
    assertEquals(List.of(), AlternativeLines.of(List.of(one), false, Screen.PLAIN));
    assertEquals(
        List.of(" 1.  -0.5000  a cat"), AlternativeLines.of(List.of(one), true, Screen.PLAIN));
  }
}
