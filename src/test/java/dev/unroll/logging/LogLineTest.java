package dev.unroll.logging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogLineTest {
  @Test
  void format_record_isOneLine() {
    assertEquals(
        "2026-11-24T05:40:01.123Z INFO  repository  loaded model=a/1\n",
        line(Level.INFO, "loaded model=a/1", null));
  }

  @Test
  void format_lineBreakInAName_staysInItsLine() {
    assertEquals(
        "2026-11-24T05:40:01.123Z WARN  repository  a\\nb  [2J\n",
        line(Level.WARNING, "a\nb\r\033[2J", null));
  }

  @Test
  void format_throwable_addsItsTrace() {
    var lines = line(Level.SEVERE, "failed", new IllegalStateException("why")).lines().toList();
    assertEquals("2026-11-24T05:40:01.123Z ERROR repository  failed", lines.get(0));
    assertEquals("java.lang.IllegalStateException: why", lines.get(1));
    assertTrue(lines.get(2).startsWith("\tat "));
  }

  @ParameterizedTest
  @CsvSource({
    "dev.unroll.Main, unroll",
    "dev.unroll.grpc.GrpcServer, grpc",
    "dev.unroll.schedule.execution.Work, schedule",
    "io.grpc.netty.NettyServerHandler, grpc",
    "ai.djl.util.Platform, djl",
    "other, other",
    "'', unroll",
    ", unroll",
  })
  void component_ofALogger_isItsPackage(@Nullable String logger, String component) {
    assertEquals(component, LogLine.component(logger));
  }

  private static String line(Level level, String message, @Nullable Throwable thrown) {
    var record = new LogRecord(level, message);
    record.setInstant(Instant.parse("2026-11-24T05:40:01.123Z"));
    record.setLoggerName("dev.unroll.repository.Loader");
    record.setThrown(thrown);
    return new LogLine().format(record);
  }
}
