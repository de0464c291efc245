package dev.unroll;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

class SkippedTestsTest {
  private static final String SAMPLE = "Skipped: " + Sample.class.getName();
  private static final String SAMPLE_REPORT =
      SAMPLE
          + ".isDisabled: too early\n"
          + SAMPLE
          + ".lacksItForSome [2] number = 2: no 2\n"
          + SAMPLE
          + ".lacksSomething: VARIABLE is not set\n";

  @TempDir Path folder;

  /** Surefire passes over nested classes: it is run below only. */
  static class Sample {
    @Test
    void passes() {
      assertNotNull(this);
    }

    @Test
    void lacksSomething() {
      assumeTrue(false, "VARIABLE is not set");
    }

    @Test
    @Disabled("too early")
    void isDisabled() {}

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void lacksItForSome(int number) {
      assumeTrue(number == 1, () -> "no " + number);
    }
  }

  @Test
  void report_ofARun_hasEachSkippedTestWithItsReason() {
    assertEquals(SAMPLE_REPORT, run().report());
  }

  private static SkippedTests run() {
    var skipped = new SkippedTests();
    var alone = LauncherConfig.builder().enableLauncherSessionListenerAutoRegistration(false);
    try (var session = LauncherFactory.openSession(alone.build())) {
      skipped.launcherSessionOpened(session);
      session
          .getLauncher()
          .execute(
              LauncherDiscoveryRequestBuilder.request()
                  .selectors(selectClass(Sample.class))
                  .build());
    }
    return skipped;
  }

  @Test
  void reportAll_ofABuild_hasTheTestsOfAllProcessesOnce() throws Exception {
    run().leave(folder, "1");
    run().leave(folder, "2");
    Files.writeString(folder.resolve("3"), "Skipped: a: b\n");
    assertEquals("Skipped: a: b\n" + SAMPLE_REPORT, SkippedTests.reportAll(folder, 21));
  }

  @Test
  void reportAll_onAnOldJdk_saysWhatTheBuildLeavesOut() throws Exception {
    new SkippedTests().leave(folder.resolve("build"), "1");
    assertEquals(
        "Skipped: format, Error Prone and NullAway: they need a JDK of 21 or newer, and this one"
            + " is 17\n",
        SkippedTests.reportAll(folder.resolve("build"), 17));
  }

  @Test
  void report_ofNothingSkipped_isEmpty() {
    assertEquals("", new SkippedTests().report());
  }
}
