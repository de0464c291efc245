package dev.unroll.logging;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.logging.ConsoleHandler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;

/** Sets up the log: one line per record on standard error; of libraries only warnings. */
public final class Logging {
  /** gRPC logs a stack trace for each oversized message: a client could fill the disk. */
  private static final String OVERSIZE = "io.grpc.netty.NettyServerStream.level=SEVERE\n";

  private Logging() {}

  /** Installs the log manager. Must come before any use of {@link LogManager}. */
  public static void install() {
    System.setProperty("java.util.logging.manager", LastingLogManager.class.getName());
    // Commands report failures themselves, so a library's warnings are not needed.
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
        .log(System.Logger.Level.INFO, "a client has set the log level to {0}", level);
    setLevels(level);
  }

  /** Sets the levels by configuration: those set on a logger are lost if it is collected. */
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
