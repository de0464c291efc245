package dev.unroll.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.plan.stage.RowMemory;
import org.junit.jupiter.api.Test;

class ProofTest {
  @Test
  void equalNumbers_holdToTheBit() {
    assertEquals(new Proof(0, true, 1), compare(new float[] {1, -2}, new float[] {1, -2}));
  }

  @Test
  void lastBits_holdButAreNotIdentical() {
    var proof = compare(new float[] {1, 2}, new float[] {1, Math.nextUp(2f)});
    assertTrue(proof.holds());
    assertFalse(proof.bitIdentical());
    assertEquals(Math.ulp(2f), proof.largestDifference(), 1e-12);
  }

  @Test
  void tolerance_isAbsoluteBelowOneAndRelativeAbove() {
    assertTrue(compare(new float[] {0}, new float[] {9e-6f}).holds());
    assertFalse(compare(new float[] {0}, new float[] {2e-5f}).holds());
    assertTrue(compare(new float[] {1000}, new float[] {1000.009f}).holds());
    assertFalse(compare(new float[] {1000}, new float[] {1000.02f}).holds());
  }

  @Test
  void numbersThatAreNone_areEqualOnlyToThemselves() {
    assertTrue(compare(new float[] {Float.NaN}, new float[] {Float.NaN}).holds());
    assertFalse(compare(new float[] {Float.NaN}, new float[] {0}).holds());
    assertFalse(compare(new float[] {0}, new float[] {Float.NaN}).holds());
    float infinite = Float.POSITIVE_INFINITY;
    assertTrue(compare(new float[] {infinite}, new float[] {infinite}).holds());
    assertFalse(compare(new float[] {infinite}, new float[] {0}).holds());
    assertFalse(compare(new float[] {0}, new float[] {infinite}).holds());
  }

  @Test
  void zerosOfEitherSign_holdButAreNotIdentical() {
    var proof = compare(new float[] {0f}, new float[] {-0f});
    assertTrue(proof.holds());
    assertFalse(proof.bitIdentical());
  }

  @Test
  void otherLength_doesNotHold() {
    assertFalse(compare(new float[] {1}, new float[] {1, 1}).holds());
    assertFalse(compare(new float[] {1}, new float[] {}).holds());
  }

  @Test
  void integers_mustBeEqual() {
    var one = new RowMemory(1);
    one.put(0, new long[] {5});
    var other = new RowMemory(1);
    other.put(0, new long[] {6});
    assertTrue(Proof.compare(one, one, 0, true).holds());
    assertFalse(Proof.compare(one, other, 0, true).holds());
  }

  @Test
  void proofsTogether_areAsGoodAsTheWorst() {
    var good = new Proof(1e-7, true, 3);
    var worse = new Proof(1e-6, false, 2);
    assertEquals(new Proof(1e-6, false, 5), good.and(worse));
    assertEquals(good, Proof.NOTHING_COMPARED.and(good));
  }

  private static Proof compare(float[] alone, float[] together) {
    var first = new RowMemory(1);
    first.put(0, alone);
    var second = new RowMemory(1);
    second.put(0, together);
    return Proof.compare(first, second, 0, false);
  }
}
