package dev.unroll;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

class SkippedTestsTest {
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
    var sample = "Skipped: " + Sample.class.getName();
    assertEquals(
        sample
            + ".isDisabled: too early\n"
            + sample
            + ".lacksItForSome [2] number = 2: no 2\n"
            + sample
            + ".lacksSomething: VARIABLE is not set\n",
        skipped.report());
  }

  @Test
  void report_ofNothingSkipped_isEmpty() {
    assertEquals("", new SkippedTests().report());
  }
}
