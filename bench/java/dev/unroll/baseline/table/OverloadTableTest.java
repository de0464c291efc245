package dev.unroll.baseline.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.unroll.baseline.overload.PhaseReport;
import dev.unroll.baseline.overload.PhaseReport.Percentiles;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OverloadTableTest {
  /** A report of 10 s on one core, of which half of the calls were refused. */
  private static PhaseReport report(
      String load, double usefulPerSecond, long inTime, double latenessP99Millis) {
    return new PhaseReport(
        load,
        1,
        10,
        2 * usefulPerSecond,
        usefulPerSecond,
        10,
        0.01,
        20_000,
        inTime,
        10_000,
        0,
        Map.of(),
        new Percentiles(20, 60),
        new Percentiles(1, 4),
        new Percentiles(0.1, latenessP99Millis),
        new Percentiles(1, 15),
        new Percentiles(1, 15),
        0);
  }

  private static List<PhaseReport> reports(double usefulAtThree, double latenessAtThree) {
    return List.of(
        report("capacity", 1000, 10_000, 0.2),
        report("1x", 1000, 10_000, 0.2),
        report("3x", usefulAtThree, 9_995, latenessAtThree),
        report("5x", 800, 10_000, 0.2));
  }

  private static String line(List<PhaseReport> reports, String begin) {
    return OverloadTable.of(reports)
        .toString()
        .lines()
        .filter(line -> line.startsWith("| " + begin))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void figures_areComparedWithCapacity_andWithTheirGoals() {
    assertEquals(
        "| useful answers a server-CPU-second / at capacity | >= 0.9 | 1 | 1 | 0.95 | 0.8 | reached |",
        line(reports(950, 0.2), "useful"));
    assertTrue(line(reports(850, 0.2), "useful").endsWith("| missed |"));
    assertEquals(
        "| of the calls not refused, answered in time, % | >= 99.9 | 100 | 100 | 100 | 100 | reached |",
        line(reports(950, 0.2), "of the calls"));
    assertTrue(line(reports(950, 0.2), "refusals, p99").endsWith("| reached |"));
  }

  @Test
  void figures_ofALateGenerator_areVoid() {
    var late = reports(950, 10.5);
    assertEquals(
        "| useful answers a server-CPU-second / at capacity | >= 0.9 | 1 | 1 | 0.95 VOID | 0.8 | VOID |",
        line(late, "useful"));
    assertTrue(line(late, "health").endsWith("| VOID |"));
  }

  @Test
  void report_isReadAsItWasWritten() throws Exception {
    var json = new ObjectMapper();
    var report = report("3x", 950, 9_995, 0.2);
    assertEquals(report, json.readValue(json.writeValueAsString(report), PhaseReport.class));
  }

  @Test
  void cores_thatAProcessMayUse_areReadFromItsStatus() {
    assertEquals(
        List.of(0, 2, 3, 4), Pinning.cores("Name:\tjava\nCpus_allowed_list:\t0,2-4\nMems:\t0\n"));
    assertEquals(List.of(), Pinning.cores("Name:\tjava\n"));
    var pinning = Pinning.of(List.of(2, 5));
    assertEquals(List.of("taskset", "-c", "2"), pinning.server());
    assertEquals(List.of("taskset", "-c", "5"), pinning.generator());
  }
}
