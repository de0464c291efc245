package dev.unroll.logging;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.logging.ConsoleHandler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;

/** The log: one line a record on standard error, ours from a chosen level, libraries' warnings. */
public final class Logging {
  /** It warns, with a stack, of each message over the limit: a client could fill the disk. */
  private static final String OVERSIZE = "io.grpc.netty.NettyServerStream.level=SEVERE\n";

  private Logging() {}

  /** To be called before anything touches {@link LogManager}, which is made only once. */
  public static void install() {
    System.setProperty("java.util.logging.manager", LastingLogManager.class.getName());
    // Commands speak to people; what a library thinks of a refused connection is not for them.
    start("error");
  }

  /**
   * Logs from that level on.
   *
   * @param level {@code debug}, {@code info}, {@code warning} or {@code error}
   */
  public static void start(String level) {
    var root = Logger.getLogger("");
    for (var handler : root.getHandlers()) {
      root.removeHandler(handler);
    }
    setLevels(level);
    var handler = new ConsoleHandler();
    handler.setLevel(Level.ALL);
    handler.setFormatter(new LogLine());
    try {
      handler.setEncoding(StandardCharsets.UTF_8.name());
    } catch (java.io.UnsupportedEncodingException impossible) {
      throw new UncheckedIOException(impossible);
    }
    root.addHandler(handler);
  }

  private static void setLevels(String level) {
    var ours = level(level);
    var libraries = ours.intValue() > Level.WARNING.intValue() ? ours : Level.WARNING;
    configure(".level=" + libraries + "\ndev.unroll.level=" + ours + "\n" + OVERSIZE);
  }

  /** From now on, in the log that is there. */
  public static void change(String level) {
    // Not a field: whoever makes a logger has made the log's manager too.
    System.getLogger(Logging.class.getName())
        .log(System.Logger.Level.INFO, "logging from {0} on, as a client has asked", level);
    setLevels(level);
  }

  /** As configuration, for levels that are set on loggers are lost with the loggers. */
  private static void configure(String properties) {
    try {
      LogManager.getLogManager()
          .updateConfiguration(
              new ByteArrayInputStream(properties.getBytes(StandardCharsets.UTF_8)),
              key -> (before, after) -> after == null ? before : after);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  static Level level(String name) {
    return switch (name) {
      case "debug" -> Level.FINE;
      case "info" -> Level.INFO;
      case "warning" -> Level.WARNING;
      case "error" -> Level.SEVERE;
      default -> throw new IllegalArgumentException("no level of logging: " + name);
    };
  }
}
