package dev.unroll.logging;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;

/** {@code 2026-11-24T05:40:01.123Z INFO repository message key=value}. */
final class LogLine extends Formatter {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
  private static final String OURS = "dev.unroll.";

  @Override
  public String format(LogRecord record) {
    return TIME.format(record.getInstant())
        + " "
        + pad(level(record.getLevel()), 5)
        + " "
        + pad(component(record.getLoggerName()), 11)
        + " "
        + oneLine(formatMessage(record))
        + "\n"
        + trace(record.getThrown());
  }

  /** Returns our package, or the library's name: "grpc" for io.grpc.netty.Server. */
  static String component(@Nullable String logger) {
    if (logger == null || logger.isEmpty()) {
      return "unroll";
    }
    var names =
        (logger.startsWith(OURS) ? logger.substring(OURS.length()) : logger).split("\\.", -1);
    if (logger.startsWith(OURS)) {
      return names.length == 1 ? "unroll" : names[0];
    }
    return names.length > 2 ? names[1] : names[0];
  }

  private static String level(Level level) {
    int value = level.intValue();
    if (value >= Level.SEVERE.intValue()) {
      return "ERROR";
    }
    if (value >= Level.WARNING.intValue()) {
      return "WARN";
    }
    return value >= Level.INFO.intValue() ? "INFO" : "DEBUG";
  }

  /** Escapes line breaks: clients' names must not be able to forge records. */
  private static String oneLine(String message) {
    var line = new StringBuilder(message.length());
    for (int index = 0; index < message.length(); index++) {
      char character = message.charAt(index);
      if (character == '\n') {
        line.append("\\n");
      } else {
        line.append(Character.isISOControl(character) ? ' ' : character);
      }
    }
    return line.toString();
  }

  private static String trace(@Nullable Throwable thrown) {
    if (thrown == null) {
      return "";
    }
    var trace = new StringWriter();
    thrown.printStackTrace(new PrintWriter(trace, true));
    return trace.toString();
  }

  private static String pad(String text, int columns) {
    return text + " ".repeat(Math.max(0, columns - text.length()));
  }
}
