package dev.unroll.baseline.table;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Command lines for processes on the same JDK, with the same flags for all. */
final class Java {
  private static final Path BIN = Path.of(System.getProperty("java.home"), "bin");
  private static final Path JAR = Path.of("target", "unroll.jar");
  private static final Path CLASSES = Path.of("target", "test-classes");

  private Java() {}

  /** The product. */
  static List<String> unroll(List<String> arguments) {
    return command(List.of("-jar", JAR.toString()), arguments);
  }

  /** A main class of the bench; what it needs of libraries is in the product's jar. */
  static List<String> bench(Class<?> main, List<String> arguments) {
    return command(
        List.of(
            // The product's jar says so in its manifest.
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            CLASSES + System.getProperty("path.separator") + JAR,
            main.getName()),
        arguments);
  }

  /** A tool of the JDK. */
  static List<String> tool(String name, List<String> arguments) {
    var command = new ArrayList<String>();
    command.add(BIN.resolve(name).toString());
    command.addAll(arguments);
    return command;
  }

  private static List<String> command(List<String> flags, List<String> arguments) {
    var command = new ArrayList<>(flags);
    command.addAll(arguments);
    return tool("java", command);
  }
}
