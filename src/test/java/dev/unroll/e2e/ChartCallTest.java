package dev.unroll.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.unroll.cli.Commands;
import dev.unroll.helm.Chart;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What {@code helm test} gives to the image's entry point makes a real call. */
class ChartCallTest {
  @Test
  void testPod_ofTheDefaults_callsABundledModel() throws Exception {
    assertAnswered("{}");
  }

  @Test
  void testPod_withoutAModel_listsThem() throws Exception {
    assertAnswered("test: {model: ''}");
  }

  @Test
  void testPod_withAnInput_sendsIt() throws Exception {
    assertAnswered("test: {model: spam-en, input: 'call me, you have won'}");
  }

  private static void assertAnswered(String values) throws Exception {
    var arguments = Chart.of(values).testArguments();
    assertFalse(arguments.isEmpty());
    try (var server = ServerHarness.start(Path.of("models"))) {
      var here =
          arguments.stream()
              .map(one -> one.startsWith("--to=") ? "--to=127.0.0.1:" + server.port() : one)
              .toArray(String[]::new);
      assertEquals(0, Commands.commandLine(config -> 0).execute(here), arguments::toString);
    }
  }
}
