package dev.unroll.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.Fault;
import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenChooserTest {
  private static final int DRAWS = 40_000;

  /** Probabilities 0.1, 0.4, 0.2, 0.3. */
  private static final float[] LOGITS = logits(0.1, 0.4, 0.2, 0.3);

  @Test
  void greedy_takesTheLikeliest_andOfEqualsTheFirst() {
    var chooser = chooser(0, 0, 1);
    assertEquals(1, chooser.choose(LOGITS).token());
    assertEquals(1, chooser.choose(new float[] {0, 2, 2, 1}).token());
    assertEquals(0, chooser.choose(new float[] {-0f, 0f}).token());
  }

  @Test
  void logProbability_isLogSoftmaxBeforeTemperature() {
    assertEquals(Math.log(0.4), chooser(0, 0, 1).choose(LOGITS).logProbability(), 1e-6);
    var drawn = chooser(3, 0, 1).choose(LOGITS);
    double[] expected = {0.1, 0.4, 0.2, 0.3};
    assertEquals(Math.log(expected[(int) drawn.token()]), drawn.logProbability(), 1e-6);
  }

  @Test
  void hugeLogits_overflowNothing() {
    var chosen = chooser(0, 0, 1).choose(new float[] {-3e38f, 3e38f, 3e38f});
    assertEquals(1, chosen.token());
    assertEquals(-Math.log(2), chosen.logProbability(), 1e-6);
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
    for (var chooser : new TokenChooser[] {chooser(1, 0, 1), chooser(1, 4, 1), chooser(1, 0, 1f)}) {
      for (int draw = 0; draw < 1000; draw++) {
        assertEquals(1, chooser.choose(logits).token() % 2);
      }
    }
    assertEquals(1, chooser(0, 0, 1).choose(logits).token());
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY})
  void logitsThatAreNoNumbers_areAFaultOfTheModel(float broken) {
    for (int place = 0; place < 3; place++) {
      var logits = new float[] {1, 2, 3};
      logits[place] = broken;
      for (var chooser : new TokenChooser[] {chooser(0, 0, 1), chooser(1, 2, 0.5f)}) {
        var fault = assertThrows(Fault.class, () -> chooser.choose(logits));
        assertEquals(Fault.Kind.INTERNAL, fault.kind());
      }
    }
  }

  @Test
  void logitsThatRuleEverythingOut_areAFaultOfTheModel() {
    var none = new float[] {Float.NEGATIVE_INFINITY, Float.NEGATIVE_INFINITY};
    var fault = assertThrows(Fault.class, () -> chooser(1, 0, 1).choose(none));
    assertEquals(Fault.Kind.INTERNAL, fault.kind());
  }

  @Test
  void equalSeeds_giveEqualDraws_andOthersDoNot() {
    var logits = new float[1000];
    var first = new TokenChooser(options(1, 0, 0.9f, 7));
    var second = new TokenChooser(options(1, 0, 0.9f, 7));
    var third = new TokenChooser(options(1, 0, 0.9f, 8));
    boolean differs = false;
    for (int draw = 0; draw < 100; draw++) {
      long token = first.choose(logits).token();
      assertEquals(token, second.choose(logits).token());
      differs |= token != third.choose(logits).token();
    }
    assertTrue(differs);
  }

  private static void assertFrequencies(TokenChooser chooser, double... expected) {
    var counts = new int[expected.length];
    for (int draw = 0; draw < DRAWS; draw++) {
      counts[(int) chooser.choose(LOGITS).token()]++;
    }
    for (int token = 0; token < expected.length; token++) {
      // Five standard deviations of a binomial: the seed is fixed, so it holds for ever.
      double spread = 5 * Math.sqrt(expected[token] * (1 - expected[token]) / DRAWS);
      assertEquals(
          expected[token], (double) counts[token] / DRAWS, spread, Arrays.toString(counts));
    }
  }

  private static TokenChooser chooser(float temperature, int topK, float topP) {
    return new TokenChooser(options(temperature, topK, topP, 42));
  }

  private static GenerationOptions options(float temperature, int topK, float topP, long seed) {
    return new GenerationOptions(10, temperature, topK, topP, seed, 0, Set.of());
  }

  private static float[] logits(double... probabilities) {
    var logits = new float[probabilities.length];
    for (int token = 0; token < logits.length; token++) {
      logits[token] = (float) Math.log(probabilities[token]);
    }
    return logits;
  }
}
