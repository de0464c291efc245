package dev.unroll.schedule.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SamplerTest {
  private static final int DRAWS = 40_000;

  /** Probabilities 0.1, 0.4, 0.2, 0.3. */
  private static final float[] LOGITS = logits(0.1, 0.4, 0.2, 0.3);

  @Test
  void greedy_takesTheLikeliest_andOfEqualsTheFirst() {
    var chooser = chooser(0, 0, 1);
    assertEquals(1, choose(chooser, LOGITS));
    assertEquals(1, choose(chooser, new float[] {0, 2, 2, 1}));
    assertEquals(0, choose(chooser, new float[] {-0f, 0f}));
  }

  @Test
  void temperatureOfOne_drawsFromSoftmax() {
    assertFrequencies(chooser(1, 0, 1), 0.1, 0.4, 0.2, 0.3);
  }

  @Test
  void temperature_sharpensOrFlattens() {
    assertFrequencies(chooser(0.5f, 0, 1), 0.01 / 0.3, 0.16 / 0.3, 0.04 / 0.3, 0.09 / 0.3);
    assertFrequencies(chooser(1e30f, 0, 1), 0.25, 0.25, 0.25, 0.25);
    assertFrequencies(chooser(Float.MIN_VALUE, 0, 1), 0, 1, 0, 0);
  }

  @Test
  void topK_drawsFromTheLikeliestOnly() {
    assertFrequencies(chooser(1, 2, 1), 0, 4 / 7.0, 0, 3 / 7.0);
    assertFrequencies(chooser(1, 1, 1), 0, 1, 0, 0);
  }

  @Test
  void topKBeyondTheVocabulary_isTheWholeOfIt() {
    assertFrequencies(chooser(1, 1_000_000, 1), 0.1, 0.4, 0.2, 0.3);
  }

  @Test
  void topP_drawsFromTheFewestThatReachIt() {
    assertFrequencies(chooser(1, 0, 0.65f), 0, 4 / 7.0, 0, 3 / 7.0);
    assertFrequencies(chooser(1, 0, 0.75f), 0, 4 / 9.0, 2 / 9.0, 3 / 9.0);
    assertFrequencies(chooser(1, 0, 1e-9f), 0, 1, 0, 0);
  }

  @Test
  void topP_isOfWhatTopKLeaves() {
    // Of the two likeliest, the first has 4/7 = 0.571.
    assertFrequencies(chooser(1, 2, 0.55f), 0, 1, 0, 0);
    assertFrequencies(chooser(1, 2, 0.6f), 0, 4 / 7.0, 0, 3 / 7.0);
  }

  @Test
  void impossibleTokens_areNeverDrawn() {
    float never = Float.NEGATIVE_INFINITY;
    var logits = new float[] {never, 1, never, 1, never};
    for (var chooser : new Sampler[] {chooser(1, 0, 1), chooser(1, 4, 1), chooser(1, 0, 1f)}) {
      for (int draw = 0; draw < 1000; draw++) {
        assertEquals(1, choose(chooser, logits) % 2);
      }
    }
    assertEquals(1, choose(chooser(0, 0, 1), logits));
  }

  @Test
  void equalSeeds_giveEqualDraws_andOthersDoNot() {
    var logits = new float[1000];
    var first = new Sampler(new Decoding.Sampling(1, 0, 0.9f, 7));
    var second = new Sampler(new Decoding.Sampling(1, 0, 0.9f, 7));
    var third = new Sampler(new Decoding.Sampling(1, 0, 0.9f, 8));
    boolean differs = false;
    for (int draw = 0; draw < 100; draw++) {
      int token = choose(first, logits);
      assertEquals(token, choose(second, logits));
      differs |= token != choose(third, logits);
    }
    assertTrue(differs);
  }

  private static void assertFrequencies(Sampler chooser, double... expected) {
    var counts = new int[expected.length];
    for (int draw = 0; draw < DRAWS; draw++) {
      counts[choose(chooser, LOGITS)]++;
    }
    for (int token = 0; token < expected.length; token++) {
      // Five standard deviations of a binomial: the seed is fixed, so it holds for ever.
      double spread = 5 * Math.sqrt(expected[token] * (1 - expected[token]) / DRAWS);
      assertEquals(
          expected[token], (double) counts[token] / DRAWS, spread, Arrays.toString(counts));
    }
  }

  private static Sampler chooser(float temperature, int topK, float topP) {
    return new Sampler(new Decoding.Sampling(temperature, topK, topP, 42));
  }

  private static int choose(Sampler chooser, float[] logits) {
    return chooser.choose(logits, Logits.likeliest(logits));
  }

  private static float[] logits(double... probabilities) {
    var logits = new float[probabilities.length];
    for (int token = 0; token < logits.length; token++) {
      logits[token] = (float) Math.log(probabilities[token]);
    }
    return logits;
  }
}
