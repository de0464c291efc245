package dev.unroll.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.client.Screen;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiguresTest {
  @ParameterizedTest
  @CsvSource({
    "0,0 µs",
    "640,0.640 µs",
    "7100,7.10 µs",
    "123456,123 µs",
    "1000000,1.00 ms",
    "45678000,45.7 ms",
    "1234000000,1.23 s",
    "75000000000,75.0 s"
  })
  void time_hasThreeDigitsAndItsUnit(long nanos, String expected) {
    assertEquals(expected, Figures.time(nanos));
  }

  @ParameterizedTest
  @CsvSource({"50.0 ms,50 ms", "1.00 s,1 s", "100 ms,100 ms", "0.500,0.5", "2.50 s,2.5 s"})
  void round_dropsZerosThatSayNothing(String figure, String expected) {
    assertEquals(expected, Figures.round(figure));
  }

  @ParameterizedTest
  @CsvSource({"100,100,100%", "9999,10000,99.9%", "0,10,0%", "0,0,0%", "1,3,33.3%"})
  void percent_isAllOfItOnlyWhereItIs(long part, long whole, String expected) {
    assertEquals(expected, Figures.percent(part, whole));
  }

  @Test
  void logarithmicScale_hasRoundEnds() {
    var scale = Scale.logarithmic(1.7e6, 4.1e7, nanos -> Figures.time(Math.round(nanos)));
    assertEquals(
        List.of("1.00 ms", "2.00 ms", "5.00 ms", "10.0 ms", "20.0 ms", "50.0 ms"), labels(scale));
    assertEquals(0, scale.at(1e6), 1e-9);
    assertEquals(1, scale.at(5e7), 1e-9);
    assertEquals(0.5, scale.at(Math.sqrt(1e6 * 5e7)), 1e-9);
  }

  @Test
  void logarithmicScale_ofOneValue_hasRoom() {
    var scale = Scale.logarithmic(1e6, 1e6, nanos -> "x");
    assertTrue(scale.high() > scale.low());
  }

  @Test
  void percentileScale_givesEachNineTheSameRoom() {
    var scale = Scale.percentiles(10_000);
    assertEquals(List.of("0%", "50%", "90%", "99%", "99.9%", "99.99%"), labels(scale));
    assertEquals(0.25, scale.at(10), 1e-9);
    assertEquals(0.5, scale.at(100), 1e-9);
  }

  @Test
  void linearScale_beginsAtNothing() {
    assertEquals(
        List.of("0", "100", "200", "300", "400", "500"), labels(Scale.linear(430, Figures::rate)));
  }

  @Test
  void progress_onATerminal_isOneLineRewritten() {
    var bytes = new ByteArrayOutputStream();
    var progress =
        new Progress(new PrintStream(bytes, true, StandardCharsets.UTF_8), new Screen(true, 40));
    show(progress, 2);
    progress.end();
    var written = bytes.toString(StandardCharsets.UTF_8);
    assertEquals(3, written.chars().filter(character -> character == '\r').count());
    assertTrue(!written.contains("\n"));
    assertTrue(written.contains("measuring 3/30 s  2.00 answers/s"), written);
  }

  @Test
  void progress_inAFile_isALineInTen() {
    var bytes = new ByteArrayOutputStream();
    show(new Progress(new PrintStream(bytes, true, StandardCharsets.UTF_8), Screen.PLAIN), 25);
    assertEquals(2, bytes.toString(StandardCharsets.UTF_8).lines().count());
  }

  private static void show(Progress progress, int times) {
    for (int time = 0; time < times; time++) {
      var recent = new Recent();
      recent.answered(3_000_000);
      recent.answered(4_000_000);
      recent.failed();
      progress.show(
          "measuring",
          Duration.ofSeconds(3),
          Duration.ofSeconds(30),
          recent,
          Duration.ofSeconds(1));
    }
  }

  private static List<String> labels(Scale scale) {
    return scale.marks().stream().map(Scale.Mark::label).toList();
  }
}
