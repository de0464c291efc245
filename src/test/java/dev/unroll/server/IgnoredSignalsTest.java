package dev.unroll.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IgnoredSignalsTest {
  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          0000000000000001, HUP
          0000000000000006, INT
          0000000000004003, 'HUP,INT,TERM'
          ffffffffffffffff, 'HUP,INT,TERM'
          """)
  void signals_ignored_areHeardAgain(String mask, String names) {
    assertEquals(
        List.of("env", "--default-signal=" + names), IgnoredSignals.heardAgain(status(mask)));
  }

  @Test
  void signals_heard_needNothing() {
    // PIPE is the only one here, which nobody sends.
    assertEquals(List.of(), IgnoredSignals.heardAgain(status("0000000000001000")));
    assertEquals(List.of(), IgnoredSignals.heardAgain(List.of("Name:\tjava")));
  }

  @Test
  void program_startedWhereHupIsIgnored_hearsIt() throws Exception {
    assumeTrue(
        Files.exists(Path.of("/proc/self/status")), "there is no /proc to tell what is ignored");
    var program = "sh -c 'kill -HUP $$; echo deaf'";
    var prefix = String.join(" ", IgnoredSignals.heardAgain(status("0000000000000001")));
    assertEquals("deaf", said("trap '' HUP; " + program));
    assertEquals("", said("trap '' HUP; " + prefix + " " + program));
  }

  private static List<String> status(String mask) {
    return List.of("Name:\tjava", "SigBlk:\tffffffffffffffff", "SigIgn:\t" + mask);
  }

  private static String said(String script) throws Exception {
    var shell = new ProcessBuilder("sh", "-c", script).redirectErrorStream(true).start();
    try (var said = shell.getInputStream()) {
      var words = new String(said.readAllBytes(), StandardCharsets.UTF_8);
      shell.waitFor();
      return words.strip().replace("Hangup", "").strip();
    }
  }
}
