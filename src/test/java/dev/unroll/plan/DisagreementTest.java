package dev.unroll.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.unroll.plan.stage.Output;
import dev.unroll.plan.stage.TensorFacts;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DisagreementTest {
  private static final Proof TO_THE_BIT = new Proof(0, true, 1);
  private static final Proof ROUNDED = new Proof(1e-7, false, 1);

  private static Output floats(String name, float... values) {
    return output(name, "float32", false, values);
  }

  private static Output integers(String name, float... values) {
    return output(name, "int64", true, values);
  }

  private static Output output(String name, String type, boolean integer, float... values) {
    var facts = new TensorFacts(name, type, List.of(-1L, -1L), 0, 1, 1, integer, "");
    return new Output(facts, values, values.length);
  }

  private static String found(Proof proof, List<Output> alone, List<Output> answered) {
    return Disagreement.between(proof, 7, alone, answered).map(Disagreement::words).orElse("");
  }

  private static String found(Output alone, Output answered) {
    return found(ROUNDED, List.of(alone), List.of(answered));
  }

  @Test
  void rounding_isNone() {
    assertEquals("", found(floats("y", 1f, 2000f), floats("y", 1.00009f, 2000.1f)));
  }

  @Test
  void more_isOneAndNamesTheOutputAndTheLargestDifference() {
    assertEquals(
        "output 'y' differed by 2.5e-01 for a row of 7 steps",
        found(floats("y", 1f, 2f, 3f), floats("y", 1f, 2.25f, 3.125f)));
  }

  @Test
  void integersThatNoFloatHolds_areComparedAsTheyAre() {
    var facts = new TensorFacts("y", "int64", List.of(-1L, -1L), 0, 1, 1, true, "");
    long large = (1L << 62) + 1;
    var one = new Output(facts, new float[] {large}, new long[] {large}, 1);
    var other = new Output(facts, new float[] {large}, new long[] {large + 1}, 1);
    assertEquals("", found(TO_THE_BIT, List.of(one), List.of(one.copy())));
    assertEquals(
        "output 'y' differed by 1.0e+00 for a row of 7 steps",
        found(TO_THE_BIT, List.of(one), List.of(other)));
  }

  @Test
  void nanAndInfinities_areEqualToThemselvesOnly() {
    float nan = Float.NaN;
    float infinity = Float.POSITIVE_INFINITY;
    assertEquals("", found(floats("y", nan, infinity), floats("y", nan, infinity)));
    var different =
        "output 'y' differed in its shape, or in which values are finite, for a row of 7 steps";
    assertEquals(different, found(floats("y", nan), floats("y", 1f)));
    assertEquals(different, found(floats("y", 1f), floats("y", nan)));
    assertEquals(different, found(floats("y", infinity), floats("y", 1f)));
    assertEquals(different, found(floats("y", 1f), floats("y", infinity)));
    assertEquals(different, found(floats("y", infinity), floats("y", -infinity)));
    assertEquals(different, found(floats("y", nan), floats("y", infinity)));
  }

  @Test
  void zeros_ofBothSigns_areTheSame() {
    assertEquals("", found(TO_THE_BIT, List.of(floats("y", 0f)), List.of(floats("y", -0f))));
  }

  @Test
  void steps_names_andNumberOfOutputs_mustBeTheSame() {
    assertEquals(
        Optional.of(new Disagreement("y", Double.POSITIVE_INFINITY, 7)),
        Disagreement.between(ROUNDED, 7, List.of(floats("y", 1f)), List.of(floats("y", 1f, 1f))));
    assertEquals(
        Optional.of(new Disagreement("y", Double.POSITIVE_INFINITY, 7)),
        Disagreement.between(ROUNDED, 7, List.of(floats("y", 1f)), List.of(floats("z", 1f))));
    assertEquals(
        Optional.of(new Disagreement("all", Double.POSITIVE_INFINITY, 7)),
        Disagreement.between(ROUNDED, 7, List.of(floats("y", 1f)), List.of()));
  }

  @Test
  void halves_mayDifferByTheirLastBits() {
    assertEquals(
        "", found(output("y", "float16", false, 1f), output("y", "float16", false, 1f + 1 / 512f)));
    assertEquals(
        "output 'y' differed by 7.8e-03 for a row of 7 steps",
        found(output("y", "float16", false, 1f), output("y", "float16", false, 1f + 1 / 128f)));
  }

  @Test
  void integers_ofAPlanThatRounds_areATieThatRoundingDecides() {
    assertEquals("", found(integers("best", 3f), integers("best", 4f)));
    assertEquals(
        "",
        found(
            ROUNDED,
            List.of(integers("best", 3f), floats("scores", 1f)),
            List.of(integers("best", 4f), floats("scores", 1f))));
  }

  @Test
  void integers_ofAPlanThatIsTheSameToTheBit_count() {
    assertEquals(
        "output 'best' differed by 1.0e+00 for a row of 7 steps",
        found(TO_THE_BIT, List.of(integers("best", 3f)), List.of(integers("best", 4f))));
  }

  @Test
  void integers_besideFloatsThatWereRoundedThisTime_areATie() {
    assertEquals(
        "",
        found(
            TO_THE_BIT,
            List.of(integers("best", 3f), floats("scores", 1f)),
            List.of(integers("best", 4f), floats("scores", 1.000001f))));
  }

  @Test
  void integers_besideFloatsThatDiffer_areNotTheReason() {
    assertEquals(
        "output 'scores' differed by 1.0e+00 for a row of 7 steps",
        found(
            ROUNDED,
            List.of(integers("best", 3f), floats("scores", 1f)),
            List.of(integers("best", 4f), floats("scores", 2f))));
  }
}
