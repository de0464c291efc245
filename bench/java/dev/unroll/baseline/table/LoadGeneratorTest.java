package dev.unroll.baseline.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.unroll.baseline.table.ThreadCpu.Duty;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LoadGeneratorTest {
  private static final String REPORT =
      """
      {"workload": {"loop": "open"}, "sent": 1010, "answered": 1000, "wrong": 0, "unsent": 5,
       "calls_per_second": 50.5, "steps_per_second": 500, "tokens_per_second": 0,
       "latency_seconds": {"p50": 0.001, "p99": 0.02},
       "refusal_latency_seconds": null,
       "by_steps": [{"from": 16, "to": 31, "p99": 0.004}, {"from": 1024, "to": 2047, "p99": 0.5}],
       "server_cpu_seconds_per_call": 0.0015, "server_cpu_seconds_per_step": 0.0001}
      """;

  private static Measurement read(String report) throws Exception {
    return LoadGenerator.read(
        new ObjectMapper().readTree(report), "bimodal", "alone", "some", Map.of());
  }

  @Test
  void report_ofCalls_isReadByItsNames() throws Exception {
    var measurement = read(REPORT);
    assertEquals(50.5, measurement.callsPerSecond());
    assertEquals(0.001, measurement.p50Seconds());
    assertEquals(0.02, measurement.p99Seconds());
    assertEquals(0.004, measurement.shortP99Seconds());
    assertTrue(Double.isNaN(measurement.refusalP99Seconds()));
    assertEquals(0.0015, measurement.cpuSecondsPerCall());
    assertEquals(15, measurement.failed());
  }

  @Test
  void report_ofLiveStreams_countsSteps() throws Exception {
    var measurement = read(REPORT.replace("\"open\"", "\"live\""));
    assertEquals(500, measurement.callsPerSecond());
    assertEquals(0.0001, measurement.cpuSecondsPerCall());
  }

  @Test
  void report_ofWrongAnswers_failsTheRun() {
    var wrong = REPORT.replace("\"wrong\": 0", "\"wrong\": 3");
    assertThrows(BenchException.class, () -> read(wrong));
  }

  @Test
  void processTimes_nameWithSpacesAndBrackets_areReadBehindIt() {
    var stat = "77 (java (x) y) S 1 77 77 0 -1 4194560 900 0 3 0 250 50 0 0 20 0 30 0 100 1 1";
    assertEquals(3_000_000_000L, ThreadCpu.nanos(stat));
    assertEquals("java (x) y", ThreadCpu.name(stat));
  }

  @Test
  void threads_byTheirNames_haveDuties() {
    assertEquals(Duty.LANES, Duty.of("unroll-lane-1"));
    assertEquals(Duty.CALLS, Duty.of("baseline-rpc-3"));
    assertEquals(Duty.NETWORK, Duty.of("grpc-nio-worker"));
    assertEquals(Duty.COMPILER, Duty.of("C2 CompilerThre"));
    assertEquals(Duty.COLLECTOR, Duty.of("GC Thread#0"));
    assertEquals(Duty.REST, Duty.of("VM Thread"));
  }

  @Test
  void threads_betweenTwoReadings_haveSharesOfWhatWasTaken() {
    var before = Map.of(Duty.LANES, 100L, Duty.NETWORK, 50L);
    var after = Map.of(Duty.LANES, 400L, Duty.NETWORK, 150L);
    var shares = ThreadCpu.shares(before, after);
    assertEquals(0.75, shares.get(Duty.LANES));
    assertEquals(0.25, shares.get(Duty.NETWORK));
    assertEquals(0.0, shares.get(Duty.REST));
  }

  @Test
  void histogram_ofTheHeap_endsInItsSum() throws Exception {
    var printed =
        """
        77:
         num     #instances         #bytes  class name (module)
           1:         12345        1234567  [B (java.base@17.0.1)
        Total         23456        3456789
        """;
    assertEquals(3_456_789, LiveHeap.bytes(printed));
    assertThrows(BenchException.class, () -> LiveHeap.bytes("no such process"));
  }
}
