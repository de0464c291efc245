package dev.unroll.bench.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.bench.report.ProgressLine;
import dev.unroll.client.print.Screen;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
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

  @Test
  void progress_onATerminal_isOneLineRewritten() {
    var bytes = new ByteArrayOutputStream();
    var progressLine =
        new ProgressLine(
            new PrintStream(bytes, true, StandardCharsets.UTF_8), new Screen(true, 40));
    show(progressLine, 2);
    progressLine.end();
    var written = bytes.toString(StandardCharsets.UTF_8);
    assertEquals(3, written.chars().filter(character -> character == '\r').count());
    assertTrue(!written.contains("\n"));
    assertTrue(written.contains("measuring 3/30 s  2.00 answers/s"), written);
  }

  @Test
  void progress_inAFile_isALineInTen() {
    var bytes = new ByteArrayOutputStream();
    show(new ProgressLine(new PrintStream(bytes, true, StandardCharsets.UTF_8), Screen.PLAIN), 25);
    assertEquals(2, bytes.toString(StandardCharsets.UTF_8).lines().count());
  }

  private static void show(ProgressLine progressLine, int times) {
    for (int time = 0; time < times; time++) {
      var recentCalls = new RecentCalls();
      recentCalls.answered(3_000_000);
      recentCalls.answered(4_000_000);
      recentCalls.failed();
      progressLine.show(
          "measuring",
          Duration.ofSeconds(3),
          Duration.ofSeconds(30),
          recentCalls,
          Duration.ofSeconds(1));
    }
  }
}
