package dev.unroll.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.unroll.client.print.Screen;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ExamplesTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @Test
  void show_readyModels_runsEachAndSaysHowToRepeatIt() throws Exception {
    try (var server = new FixedServer()) {
      assertEquals(0, show(server.target()));
      assertEquals(
          """

          caption-en  version 3, one-to-many, generator, cpu
            PNG image, 4 bytes

            a red ball
            queue 0.1 ms, compute 1.2 ms, 14 steps

            $ java -jar target/unroll.jar call --to TARGET caption-en

          pos-ko  version 3, many-to-many, whole, cpu
            서울 간다

            서울
            NOUN
            queue 0.1 ms, compute 1.2 ms, 14 steps

            $ java -jar target/unroll.jar call --to TARGET pos-ko '서울 간다'

          pos-ko  version 3, stream, whole, cpu
            서울 간다

            서울 간다
            NOUN
            queue 0.1 ms, compute 1.2 ms, 14 steps

            $ java -jar target/unroll.jar call --to TARGET --rpc stream pos-ko '서울 간다'

          sentiment-ko  version 3, many-to-one, whole, cpu
            it's fine

            it's fine  ████████████▎   0.872
            negative   █▊              0.128
            queue 0.1 ms, compute 1.2 ms, 14 steps

            $ java -jar target/unroll.jar call --to TARGET sentiment-ko 'it'\\''s fine'

          vectors  version 3, many-to-one, whole, cpu
            no example in its manifest; try: java -jar target/unroll.jar call --to TARGET vectors --vectors FILE

          """
              .replace("TARGET", server.target().toString()),
          text());
    }
  }

  @Test
  void show_noServer_countsAsFailed() {
    assertEquals(1, show(new Target("127.0.0.1", 1)));
  }

  private int show(Target target) {
    return Examples.show(target, new PrintStream(out, true, StandardCharsets.UTF_8), Screen.PLAIN);
  }

  private String text() {
    return out.toString(StandardCharsets.UTF_8);
  }
}
