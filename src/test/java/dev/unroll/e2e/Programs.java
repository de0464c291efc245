package dev.unroll.e2e;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Other people's programs that tests run where they are installed. */
final class Programs {
  private Programs() {}

  /**
   * A program: what the environment variable names, else what is on the PATH. The test is skipped
   * where there is neither; {@code .ci/run} installs Debian's package.
   */
  static String find(String variable, String program) {
    var named = System.getenv(variable);
    if (named != null) {
      return named;
    }
    var path = System.getenv().getOrDefault("PATH", "");
    var found =
        Stream.of(path.split(Pattern.quote(File.pathSeparator), -1))
            .map(folder -> Path.of(folder, program))
            .filter(Files::isExecutable)
            .findFirst();
    assumeTrue(
        found.isPresent(),
        () -> program + " is not on the PATH, and " + variable + " does not name it");
    return found.orElseThrow().toString();
  }
}
