package dev.unroll.logging;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.logging.ConsoleHandler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;

/**
 * Sets up the log: one line per record on standard error. Our records are logged from a chosen
 * level, those of libraries from warning.
 */
public final class Logging {
  /**
   * gRPC warns, with a stack trace, about each message over the size limit: a client could fill the
   * disk.
   */
  private static final String OVERSIZE = "io.grpc.netty.NettyServerStream.level=SEVERE\n";

  private Logging() {}

  /**
   * Installs the log manager. Must be called before anything uses {@link LogManager}, which is
   * created once.
   */
  public static void install() {
    System.setProperty("java.util.logging.manager", LastingLogManager.class.getName());
    // The output of commands is for people; they do not need a library's warning about a refused
    // connection.
    start("error");
  }

  /**
   * Starts to log from that level.
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

  /** Changes the level of the running log. */
  public static void change(String level) {
    // Not a field, because creating a logger creates the log manager, before install().
    System.getLogger(Logging.class.getName())
        .log(
            System.Logger.Level.INFO, "the log level is now {0}, as a client has requested", level);
    setLevels(level);
  }

  /**
   * Sets the levels by configuration, because a level set on a logger is lost when the logger is
   * collected.
   */
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
      default -> throw new IllegalArgumentException("not a log level: " + name);
    };
  }
}
