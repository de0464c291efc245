package dev.unroll.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.unroll.metrics.WatchFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The chart's rules by Prometheus' own tool: they are well-formed, and fire when they should. Runs
 * where there is a promtool; {@code .ci/run} installs Debian's package.
 */
class PromtoolIT {
  @Test
  void rules_areWellFormed() throws Exception {
    assertPasses(List.of("check", "rules"), WatchFiles.RULES);
  }

  @Test
  void rules_fireWhenTheyShould_andOnlyThen() throws Exception {
    assertPasses(List.of("test", "rules"), Path.of("helm/test/rules"));
  }

  private static void assertPasses(List<String> verb, Path folder)
      throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of(Programs.find("PROMTOOL", "promtool")));
    command.addAll(verb);
    try (var files = Files.list(folder)) {
      files.sorted().map(Path::toString).forEach(command::add);
    }
    var promtool = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (var said = promtool.getInputStream()) {
      var words = new String(said.readAllBytes(), StandardCharsets.UTF_8);
      System.out.println(words);
      assertEquals(0, promtool.waitFor(), words);
    }
  }
}
