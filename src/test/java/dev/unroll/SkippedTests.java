package dev.unroll;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Collectors;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;

/**
 * Says at the end of a run which tests were skipped, and why: Surefire only counts them. JUnit
 * finds it by {@code META-INF/services}, whoever starts it.
 *
 * <p>A build runs its tests in several processes. Each says what it has skipped, and leaves a file
 * of it for the last one, that of the end-to-end tests, which says all of it once more.
 */
public final class SkippedTests implements LauncherSessionListener, TestExecutionListener {
  private static final String ASSUMPTION = "Assumption failed: ";

  /** Properties that the build sets: its own name, and whether no tests run after these. */
  private static final String BUILD = "tests.build";

  private static final String LAST = "tests.last";

  private static final Path FOLDER = Path.of("target", "skipped-tests");

  /** The profile "strict" of the build needs it. */
  private static final int STRICT_JDK = 21;

  private final Map<String, String> reasons = new ConcurrentSkipListMap<>();

  @Override
  public void launcherSessionOpened(LauncherSession session) {
    session.getLauncher().registerTestExecutionListeners(this);
  }

  @Override
  public void executionSkipped(TestIdentifier test, String reason) {
    reasons.put(name(test), reason);
  }

  @Override
  public void executionFinished(TestIdentifier test, TestExecutionResult result) {
    if (result.getStatus() == Status.ABORTED) {
      var said = result.getThrowable().map(Throwable::getMessage).orElse("it does not say why");
      reasons.put(
          name(test), said.startsWith(ASSUMPTION) ? said.substring(ASSUMPTION.length()) : said);
    }
  }

  @Override
  public void launcherSessionClosed(LauncherSession session) {
    var build = System.getProperty(BUILD);
    if (build == null) {
      System.out.print(report());
      return;
    }
    var folder = FOLDER.resolve(build.replace(':', '-'));
    try {
      leave(folder, Long.toString(ProcessHandle.current().pid()));
      boolean isLast = Boolean.getBoolean(LAST);
      System.out.print(isLast ? reportAll(folder, Runtime.version().feature()) : report());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Leaves the report for the last process of the build. */
  void leave(Path folder, String process) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve(process), report());
  }

  /** The reports of all processes of a build, and what the build itself leaves out. */
  static String reportAll(Path folder, int jdk) throws IOException {
    var lines = new TreeSet<String>();
    try (var files = Files.list(folder)) {
      for (var file : files.toList()) {
        lines.addAll(Files.readAllLines(file));
      }
    }
    if (jdk < STRICT_JDK) {
      lines.add(
          "Skipped: format, Error Prone and NullAway: they need a JDK of "
              + STRICT_JDK
              + " or newer, and this one is "
              + jdk);
    }
    return lines.stream().map(line -> line + "\n").collect(Collectors.joining());
  }

  /** A line for each, by name. */
  String report() {
    return reasons.entrySet().stream()
        .map(skipped -> "Skipped: " + skipped.getKey() + ": " + line(skipped.getValue()) + "\n")
        .collect(Collectors.joining());
  }

  private static String line(String reason) {
    return reason.lines().map(String::strip).collect(Collectors.joining(" "));
  }

  /** By its class, since many tests have the same name. */
  private static String name(TestIdentifier test) {
    var source = test.getSource().orElse(null);
    if (source instanceof MethodSource method) {
      var type = method.getClassName();
      var called = method.getMethodName();
      var shown = test.getDisplayName();
      return type + "." + (shown.startsWith(called) ? called : called + " " + shown);
    }
    return source instanceof ClassSource type ? type.getClassName() : test.getDisplayName();
  }
}
