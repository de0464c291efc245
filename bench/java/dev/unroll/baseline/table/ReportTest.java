package dev.unroll.baseline.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReportTest {
  @Test
  void figures_inMarkdown_standBesideTheirGoals() {
    var report = new Report();
    report.add(
        new Figure("mixed", "calls / alone", List.of(1.5, 1.41, 1.4567), Goal.atLeast(1.35)));
    report.add(new Figure("mixed", "CPU / limit", List.of(1.31), Goal.atMost(1.2)));
    assertEquals(
        """
        | workload | figure | goal | seen | lowest - highest |  |
        |---|---|---|---|---|---|
        | mixed | calls / alone | >= 1.35 | 1.46 | 1.41 - 1.5 | reached |
        | mixed | CPU / limit | <= 1.2 | 1.31 | 1.31 - 1.31 | missed |
        """,
        report.figuresTable());
  }

  @Test
  void measurements_ofOneServerAndLoad_areOneLineWithTheirMedians() {
    var report = new Report();
    report.add(RatiosTest.measurement("unroll", 2000));
    report.add(RatiosTest.measurement("alone", 1500));
    report.add(RatiosTest.measurement("unroll", 3000));
    assertEquals(
        """
        | workload | server | load | calls/s | tokens/s | p50 ms | p99 ms | server CPU ms a call | not answered |
        |---|---|---|---|---|---|---|---|---|
        | mixed | unroll | 64 clients | 2,500 | 0 | 10 | 20 | 1 | 0 |
        | mixed | alone | 64 clients | 1,500 | 0 | 10 | 20 | 1 | 0 |
        """,
        report.measurementsTable());
  }

  @Test
  void threads_inMarkdown_haveTheirShares() {
    var report = new Report();
    report.add(RatiosTest.measurement("unroll", 2000));
    assertEquals(
        """
        | workload | server | load | lanes % | calls % | network % | JIT % | GC % | rest % |
        |---|---|---|---|---|---|---|---|---|
        | mixed | unroll | 64 clients | 75 | 0 | 25 | 0 | 0 | 0 |
        """,
        report.threadsTable());
  }

  @Test
  void line_withTooFewCells_isRefused() {
    var table = new MarkdownTable("one", "two");
    assertThrows(IllegalArgumentException.class, () -> table.line("alone"));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1, 1",
    "0.95, 0.95",
    "1.005, 1",
    "0.00012345, 0.000123",
    "99.96, 100",
    "123.4, 123",
    "NaN, -"
  })
  void number_forPeople_hasThreeDigits(double value, String expected) {
    assertEquals(expected, Numbers.threeDigits(value));
  }

  @Test
  void number_ofThousands_hasCommas() {
    assertEquals("12,300", Numbers.threeDigits(12_345));
    assertEquals("1,000", Numbers.threeDigits(999.9));
  }
}
