package dev.unroll;

import java.util.Map;
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
 */
public final class SkippedTests implements LauncherSessionListener, TestExecutionListener {
  private static final String ASSUMPTION = "Assumption failed: ";

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
    System.out.print(report());
  }

  /** A line for each, by name. */
  String report() {
    return reasons.entrySet().stream()
        .map(skipped -> "Skipped: " + skipped.getKey() + ": " + skipped.getValue() + "\n")
        .collect(Collectors.joining());
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
