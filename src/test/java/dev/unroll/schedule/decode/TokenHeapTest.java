package dev.unroll.schedule.decode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TokenHeapTest {
  @Test
  void tokens_comeOffInOrderOfWeight_andEqualsInOrderOfId() {
    long seed = System.nanoTime();
    var random = new Random(seed);
    for (int round = 0; round < 500; round++) {
      var weights = new double[1 + random.nextInt(60)];
      for (int token = 0; token < weights.length; token++) {
        weights[token] = random.nextInt(10);
      }
      var sorted = sorted(weights);
      int count = 1 + random.nextInt(weights.length);
      var first = new TokenHeap(weights).first(count);
      assertEquals(count, first.size());
      assertEquals(
          IntStream.of(sorted).limit(count).mapToDouble(token -> weights[token]).sum(),
          first.total(),
          1e-9);
      assertArrayEquals(sorted, removeAll(new TokenHeap(weights)), "seed " + seed);
      assertArrayEquals(
          IntStream.of(sorted).limit(count).toArray(), removeAll(first), "seed " + seed);
    }
  }

  private static int[] removeAll(TokenHeap heap) {
    var tokens = new int[heap.size()];
    for (int place = 0; place < tokens.length; place++) {
      tokens[place] = heap.remove();
    }
    return tokens;
  }

  private static int[] sorted(double[] weights) {
    return IntStream.range(0, weights.length)
        .boxed()
        .sorted(Comparator.comparingDouble(token -> -weights[token]))
        .mapToInt(Integer::intValue)
        .toArray();
  }
}
