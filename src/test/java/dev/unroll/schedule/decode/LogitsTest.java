package dev.unroll.schedule.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.unroll.core.Fault;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogitsTest {
  @Test
  void likeliest_ofEqualsIsTheFirst() {
    assertEquals(1, Logits.likeliest(new float[] {0, 2, 2, 1}));
    assertEquals(0, Logits.likeliest(new float[] {-0f, 0f}));
    assertEquals(2, Logits.likeliest(new float[] {Float.NEGATIVE_INFINITY, -3, -1}));
  }

  @Test
  void logTotal_isThatOfTheExactFunction() {
    long seed = System.nanoTime();
    var random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      var logits = new float[1 + random.nextInt(5000)];
      float spread = (float) Math.exp(random.nextInt(8) - 2);
      for (int token = 0; token < logits.length; token++) {
        logits[token] = (float) random.nextGaussian() * spread;
      }
      int likeliest = Logits.likeliest(logits);
      double exact = 0;
      for (float logit : logits) {
        exact += Math.exp((double) logit - logits[likeliest]);
      }
      assertEquals(
          logits[likeliest] + Math.log(exact),
          Logits.logTotal(logits, likeliest),
          1e-11,
          "seed " + seed);
    }
  }

  @Test
  void hugeLogits_overflowNothing() {
    var logits = new float[] {-3e38f, 3e38f, 3e38f};
    assertEquals(1, Logits.likeliest(logits));
    assertEquals(3e38f, Logits.logTotal(logits, 1), 1e30);
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY})
  void logitsThatAreNoNumbers_areAFaultOfTheModel(float broken) {
    for (int place = 0; place < 3; place++) {
      var logits = new float[] {1, 2, 3};
      logits[place] = broken;
      assertFault(logits);
    }
  }

  @Test
  void logitsThatRuleEverythingOut_areAFaultOfTheModel() {
    assertFault(new float[] {Float.NEGATIVE_INFINITY, Float.NEGATIVE_INFINITY});
  }

  private static void assertFault(float[] logits) {
    var fault = assertThrows(Fault.class, () -> Logits.likeliest(logits));
    assertEquals(Fault.Kind.INTERNAL, fault.kind());
  }
}
