package dev.unroll.plan.mutant;

import static dev.unroll.plan.mutant.MutantKind.ANYWHERE;
import static dev.unroll.plan.mutant.MutantKind.SEQUENCE;
import static dev.unroll.plan.mutant.MutantKind.TIMED;
import static dev.unroll.plan.mutant.MutantKind.harmful;

import dev.unroll.onnx.AttributeProto;
import dev.unroll.onnx.SmallGraph;
import java.util.List;

/** What looks at other steps or rows by operators that hardly anyone expects. */
final class MutantKindsInDisguise {
  static final List<MutantKind> ALL =
      List.of(
          harmful("steps rolled round", TIMED, (bed, x) -> rolled(bed, x, bed.place.time())),
          harmful("rows rolled round", ANYWHERE, (bed, x) -> rolled(bed, x, bed.place.rows())),
          harmful("running sum by MatMul", SEQUENCE, MutantKindsInDisguise::runningSum),
          harmful("attention by Einsum", SEQUENCE, MutantKindsInDisguise::einsum),
          harmful("normalised over two axes", SEQUENCE, MutantKindsInDisguise::normalisedOverTwo),
          harmful("softmax of what is flattened", SEQUENCE, MutantKindsInDisguise::flattened),
          harmful("by the norm over time", TIMED, (bed, x) -> byNorm(bed, x, bed.place.time())),
          harmful("by the norm over rows", ANYWHERE, (bed, x) -> byNorm(bed, x, bed.place.rows())),
          harmful(
              "a sequence's first step", TIMED, (bed, x) -> ofSequence(bed, x, bed.place.time())),
          harmful(
              "a sequence's last row", ANYWHERE, (bed, x) -> ofSequence(bed, x, bed.place.rows())),
          harmful(
              "mean over time, expanded", TIMED, (bed, x) -> expanded(bed, x, bed.place.time())),
          harmful(
              "mean over rows, expanded", ANYWHERE, (bed, x) -> expanded(bed, x, bed.place.rows())),
          harmful("zeros written into a place", ANYWHERE, MutantKindsInDisguise::written),
          harmful("by the number of different ids", ANYWHERE, MutantKindsInDisguise::different),
          harmful("loop until the content ends", ANYWHERE, MutantKindsInDisguise::loopToEnd),
          harmful("steps chosen by content", TIMED, MutantKindsInDisguise::chosen));

  private MutantKindsInDisguise() {}

  private static String rolled(MutantBed bed, String x, int axis) {
    var g = bed.graph;
    return g.concat(axis, g.slice(x, axis, 1, MutantGraph.END), g.slice(x, axis, 0, 1));
  }

  /** A triangle of ones, as long as there are steps. */
  private static String runningSum(MutantBed bed, String x) {
    var g = bed.graph;
    boolean rowsFirst = bed.place.rows() == 0;
    var turned = rowsFirst ? x : g.transpose(x, 1, 0, 2);
    var across = g.positions(turned, 1, 2);
    var numbers = g.transpose(across, 1, 0);
    var future = g.node("Greater", numbers + "," + across);
    var past = g.floats(g.node("Not", future));
    var sums = g.node("MatMul", past + "," + turned);
    return g.plus(x, 0.1, rowsFirst ? sums : g.transpose(sums, 1, 0, 2));
  }

  private static String einsum(MutantBed bed, String x) {
    // Among steps, or by mistake among rows.
    var scores = bed.graph.node("Einsum", x + "," + x, equation("abf,acf->abc"));
    var shares = bed.graph.node("Softmax", scores, SmallGraph.number("axis", 2));
    var seen = bed.graph.node("Einsum", shares + "," + x, equation("abc,acf->abf"));
    return bed.graph.plus(x, 0.5, seen);
  }

  private static AttributeProto equation(String text) {
    return SmallGraph.text("equation", text);
  }

  /** The axes after the first: steps and features, or rows and features. */
  private static String normalisedOverTwo(MutantBed bed, String x) {
    var g = bed.graph;
    if (g.opset() >= 17) {
      return g.node(
          "LayerNormalization",
          x + "," + g.number(1),
          SmallGraph.number("axis", 1),
          SmallGraph.fraction("epsilon", 0.1f));
    }
    var centred = g.node("Sub", x + "," + g.reduce("ReduceMean", x, 1, 2));
    var variance = g.reduce("ReduceMean", g.times(centred, centred), 1, 2);
    return g.divide(centred, g.node("Sqrt", g.add(variance, g.number(0.1))));
  }

  /** As older graphs take it: over all axes from one on. */
  private static String flattened(MutantBed bed, String x) {
    var g = bed.graph;
    var flat = g.node("Flatten", x, SmallGraph.number("axis", 1));
    var shares = g.node("Softmax", flat, SmallGraph.number("axis", 1));
    return g.add(x, g.node("Reshape", shares + "," + g.node("Shape", x)));
  }

  private static String byNorm(MutantBed bed, String x, int axis) {
    var g = bed.graph;
    var sizes = g.add(g.reduce("ReduceL2", x, axis), g.number(1));
    return g.divide(x, sizes);
  }

  private static String ofSequence(MutantBed bed, String x, int axis) {
    var g = bed.graph;
    var parts = g.node("SplitToSequence", x + "," + g.integer(1), SmallGraph.number("axis", axis));
    int place = axis == bed.place.time() ? 0 : -1;
    return g.plus(x, 0.5, g.node("SequenceAt", parts + "," + g.integer(place)));
  }

  private static String expanded(MutantBed bed, String x, int axis) {
    var g = bed.graph;
    var mean = g.reduce("ReduceMean", x, axis);
    var wide = g.node("Expand", mean + "," + g.node("Shape", x));
    return g.node("Sub", x + "," + g.times(wide, 0.5));
  }

  /** The first place of the first axis, of rows or of steps. */
  private static String written(MutantBed bed, String x) {
    var g = bed.graph;
    int axis = bed.place.timed() && bed.random.nextBoolean() ? bed.place.time() : bed.place.rows();
    var zeros = g.times(g.slice(x, axis, 0, 1), 0.5);
    var places = g.cast(g.times(zeros, 0), SmallGraph.INT64);
    return g.node(
        "ScatterElements", String.join(",", x, places, zeros), SmallGraph.number("axis", axis));
  }

  private static String different(MutantBed bed, String x) {
    var g = bed.graph;
    var different = g.node("Unique", bed.content());
    return g.times(x, g.times(g.floats(g.node("Size", different)), 0.1));
  }

  /** Counts steps until one is padding in any row. */
  private static String loopToEnd(MutantBed bed, String x) {
    var g = bed.graph;
    int rows = bed.input.layout().batchAxis();
    var used = g.reduceAway("ReduceMin", bed.used(), rows);
    var body = g.inside();
    var step = body.node("Gather", used + ",end.number");
    var goesOn = body.above(step, 0.5);
    var next = body.add("end.sum", step);
    var inner = MutantBodies.loop(body, "end", goesOn, next);
    var sum = g.node("Loop", bed.steps() + ",," + g.number(0), inner);
    return g.plus(x, 0.05, sum);
  }

  /** The place of each row's largest content, which is taken of all its steps. */
  private static String chosen(MutantBed bed, String x) {
    var g = bed.graph;
    var largest = bed.overTime("ReduceMax", bed.content());
    var below = g.node("Sub", bed.content() + "," + largest);
    var chosen = g.floats(g.node("Not", g.above(g.node("Neg", below), 0)));
    var share = g.divide(chosen, bed.overTime("ReduceSum", chosen));
    var sum = g.reduce("ReduceSum", g.times(x, bed.atPlace(share)), bed.place.time());
    return g.plus(x, 0.5, sum);
  }
}
