package dev.unroll;

import dev.unroll.cli.Commands;
import dev.unroll.logging.Logging;
import dev.unroll.server.Server;
import dev.unroll.server.ServerConfig;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** The entry point of the process. */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    Logging.install();
    // Output is always UTF-8: a container's locale does not match the models' languages.
    System.setOut(utf8(FileDescriptor.out));
    System.setErr(utf8(FileDescriptor.err));
    int code = Commands.run(Main::serve, arguments);
    System.out.flush();
    System.exit(code);
  }

  private static int serve(ServerConfig config) {
    Logging.start(config.logLevel());
    return Server.run(config);
  }

  private static PrintStream utf8(FileDescriptor descriptor) {
    return new PrintStream(
        new BufferedOutputStream(new FileOutputStream(descriptor)), true, StandardCharsets.UTF_8);
  }
}
