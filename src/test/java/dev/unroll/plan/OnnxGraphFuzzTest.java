package dev.unroll.plan;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.unroll.core.LoadException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files that somebody damaged: each is understood or refused, and none takes the server along. */
class OnnxGraphFuzzTest {
  private static final int FILES = 3000;
  private static final List<String> ZOO =
      List.of(
          "keras_simple_rnn/model.onnx",
          "keras_birnn/model.onnx",
          "gru_stateful/model.onnx",
          "seq2seq_gru/decoder.onnx",
          "lstm_stateful/model.onnx");

  @Test
  @Timeout(60)
  void damagedFiles_areReadOrRefused(@TempDir Path folder) throws IOException {
    long seed = System.nanoTime();
    var random = new Random(seed);
    var originals = ZOO.stream().map(OnnxGraphFuzzTest::bytes).toList();
    int refused = 0;
    for (int round = 0; round < FILES; round++) {
      var damaged = damage(originals.get(random.nextInt(originals.size())), random);
      var file = Files.write(folder.resolve("damaged.onnx"), damaged);
      try {
        ask(OnnxGraph.read(file));
      } catch (LoadException e) {
        refused++;
      } catch (RuntimeException | Error e) {
        fail("seed " + seed + ", round " + round, e);
      }
    }
    // Both happen, or the damage is not what it should be.
    assertTrue(refused > FILES / 20 && refused < FILES, "refused " + refused);
  }

  private static void ask(OnnxGraph graph) {
    assertNotNull(graph.states());
    for (var name : graph.inputs()) {
      assertNotNull(graph.vocabularySize(name));
      assertNotNull(graph.lastOperator(name));
      assertNotNull(Boolean.valueOf(graph.isSequenceLengths(name)));
    }
    for (var name : List.of("output", "hn", "y", "logits", "")) {
      assertNotNull(graph.lastOperator(name));
    }
  }

  private static byte[] damage(byte[] original, Random random) {
    var bytes = original.clone();
    switch (random.nextInt(4)) {
      case 0 -> {
        return Arrays.copyOf(bytes, random.nextInt(bytes.length));
      }
      case 1 -> {
        for (int change = 1 + random.nextInt(20); change > 0; change--) {
          bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
      }
      case 2 -> {
        // The start of the file has most of the structure.
        int near = Math.min(bytes.length, 400);
        for (int change = 1 + random.nextInt(5); change > 0; change--) {
          bytes[random.nextInt(near)] ^= (byte) (1 << random.nextInt(8));
        }
      }
      default -> {
        int length = random.nextInt(bytes.length / 2);
        int from = random.nextInt(bytes.length - length);
        int to = random.nextInt(bytes.length - length);
        System.arraycopy(original, from, bytes, to, length);
      }
    }
    return bytes;
  }

  private static byte[] bytes(String file) {
    try {
      return Files.readAllBytes(Path.of("src/test/resources/zoo").resolve(file));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
