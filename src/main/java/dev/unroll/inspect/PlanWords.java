package dev.unroll.inspect;

import dev.unroll.plan.PlanFacts;
import dev.unroll.plan.StageFacts;
import dev.unroll.plan.stage.TensorFacts;
import java.util.ArrayList;
import java.util.Locale;

/** Describes a plan's facts in words. */
final class PlanWords {
  private static final long KIBI = 1024;

  private PlanWords() {}

  /** Returns {@code int64 [rows, steps]} or {@code float32 [8 rows, 2 steps, 10]}. */
  static String shape(TensorFacts tensor) {
    var sizes = new ArrayList<String>();
    for (int axis = 0; axis < tensor.shape().size(); axis++) {
      long size = tensor.shape().get(axis);
      var what = axis == tensor.batchAxis() ? "rows" : axis == tensor.timeAxis() ? "steps" : "";
      sizes.add(size >= 0 ? (size + " " + what).strip() : what.isEmpty() ? "any" : what);
    }
    return tensor.elementType() + " " + sizes;
  }

  static String parameters(long count) {
    return String.format(Locale.ROOT, count == 1 ? "%d parameter" : "%,d parameters", count);
  }

  /** Describes the input's allowed values and number of steps. */
  static String bounds(PlanFacts facts) {
    var input = facts.input();
    var values =
        !input.integer()
            ? input.volume() + (input.timed() ? " numbers per step" : " numbers")
            : facts.vocabularySize() > 0
                ? "ids below " + facts.vocabularySize()
                : "ids, of a number that the graph does not show";
    return values + ", " + lengths(facts);
  }

  private static String lengths(PlanFacts facts) {
    if (!facts.input().timed()) {
      return "without time";
    }
    if (facts.fixedSteps() > 0) {
      return "exactly " + facts.fixedSteps() + " steps";
    }
    return facts.minSteps() > 1 ? facts.minSteps() + " steps or more" : "any number of steps";
  }

  /** Describes how a stage runs over time. */
  static String course(PlanFacts facts, StageFacts stage) {
    if (stage.sliced()) {
      return "slices " + (stage.reverse() ? "backward" : "forward") + " in time";
    }
    return stage.name().equals("decode")
        ? "one step per slice"
        : facts.input().timed() ? "all steps at once" : "once";
  }

  static String proof(PlanFacts facts) {
    var proof = facts.proof();
    if (!proof.isComparable()) {
      return "none: it draws random numbers, and two runs differ";
    }
    return proof.comparisons()
        + " rows compared, "
        + (proof.bitIdentical()
            ? "identical to the bit"
            : String.format(
                Locale.ROOT, "the largest difference is %.1e", proof.largestDifference()));
  }

  /** Returns why a proposal was rejected, with only the first line of ONNX Runtime's message. */
  static String refusal(String refused) {
    return refused.lines().findFirst().orElse(refused);
  }

  static String micros(double micros) {
    return String.format(Locale.ROOT, micros < 100 ? "%.1f µs" : "%.0f µs", micros);
  }

  static String size(long bytes) {
    if (bytes < KIBI) {
      return bytes + " bytes";
    }
    return bytes < KIBI * KIBI
        ? String.format(Locale.ROOT, "%.1f KiB", bytes / (double) KIBI)
        : String.format(Locale.ROOT, "%.1f MiB", bytes / (double) (KIBI * KIBI));
  }
}
