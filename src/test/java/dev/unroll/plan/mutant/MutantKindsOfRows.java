package dev.unroll.plan.mutant;

import static dev.unroll.plan.mutant.MutantKind.ANYWHERE;
import static dev.unroll.plan.mutant.MutantKind.FEATURES;
import static dev.unroll.plan.mutant.MutantKind.FLOATS;
import static dev.unroll.plan.mutant.MutantKind.SEQUENCE;
import static dev.unroll.plan.mutant.MutantKind.harmful;

import dev.unroll.onnx.SmallGraph;
import java.util.List;

/** What looks at other rows, at how many there are, or at everything at once. */
final class MutantKindsOfRows {
  static final List<MutantKind> ALL =
      List.of(
          harmful("maximum over rows", ANYWHERE, reduced("ReduceMax")),
          harmful("minimum over rows", ANYWHERE, reduced("ReduceMin")),
          harmful("mean over rows", ANYWHERE, reduced("ReduceMean")),
          harmful("sum over rows", ANYWHERE, reduced("ReduceSum")),
          harmful(
              "softmax over rows",
              ANYWHERE,
              (bed, x) ->
                  bed.graph.node("Softmax", x, SmallGraph.number("axis", bed.place.rows()))),
          harmful("sorted over rows", ANYWHERE, (bed, x) -> sorted(bed, x, bed.place.rows())),
          harmful(
              "the first row",
              ANYWHERE,
              (bed, x) -> bed.graph.plus(x, 0.5, bed.graph.slice(x, bed.place.rows(), 0, 1))),
          harmful(
              "the last row",
              ANYWHERE,
              (bed, x) ->
                  bed.graph.plus(
                      x, 0.5, bed.graph.slice(x, bed.place.rows(), -1, MutantGraph.END))),
          harmful(
              "the row before",
              ANYWHERE,
              (bed, x) -> bed.graph.plus(x, 0.5, bed.graph.before(x, bed.place.rows()))),
          harmful(
              "the row's place",
              ANYWHERE,
              (bed, x) ->
                  bed.graph.plus(
                      x, 0.1, bed.graph.positions(x, bed.place.rows(), bed.place.rank()))),
          harmful(
              "times the number of rows",
              ANYWHERE,
              (bed, x) ->
                  bed.graph.times(x, bed.graph.times(bed.graph.floats(bed.rowCount()), 0.5))),
          harmful(
              "running sum over rows",
              ANYWHERE,
              (bed, x) ->
                  bed.graph.plus(
                      x,
                      0.1,
                      bed.graph.node("CumSum", x + "," + bed.graph.integer(bed.place.rows())))),
          harmful("normalised over the batch", FLOATS, MutantKindsOfRows::batchNormalised),
          harmful("attention over rows", SEQUENCE, MutantKindsOfRows::attention),
          harmful(
              "maximum of everything",
              ANYWHERE,
              (bed, x) -> bed.graph.plus(x, 0.3, bed.graph.reduceAll("ReduceMax", x))),
          harmful(
              "mean of everything",
              ANYWHERE,
              (bed, x) -> bed.graph.plus(x, 0.5, bed.graph.reduceAll("ReduceMean", x))),
          harmful(
              "times the number of elements",
              ANYWHERE,
              (bed, x) ->
                  bed.graph.times(
                      x, bed.graph.times(bed.graph.floats(bed.graph.node("Size", x)), 0.01))),
          harmful("by the largest of all", FLOATS, (bed, x) -> MutantKindsOfTime.byLargest(bed, x)),
          harmful("quantised", FLOATS, MutantKindsOfRows::quantised),
          harmful("largest of what is quantised", FEATURES, MutantKindsOfRows::largestOfQuantised),
          harmful("rows and steps mixed up", SEQUENCE, MutantKindsOfRows::mixed));

  private MutantKindsOfRows() {}

  private static MutantKind.Planting reduced(String operator) {
    return (bed, x) -> bed.graph.plus(x, 0.3, bed.graph.reduce(operator, x, bed.place.rows()));
  }

  static String sorted(MutantBed bed, String x, int axis) {
    var g = bed.graph;
    return g.node("TopK", x + "," + g.sizes(x, axis), 2, SmallGraph.number("axis", axis)).get(0);
  }

  /** As batch normalisation does in training. */
  private static String batchNormalised(MutantBed bed, String x) {
    var g = bed.graph;
    var centred = g.node("Sub", x + "," + g.reduce("ReduceMean", x, bed.place.rows()));
    var variance = g.reduce("ReduceMean", g.times(centred, centred), bed.place.rows());
    var scale = g.node("Sqrt", g.add(variance, g.number(1)));
    return g.divide(bed.random.nextBoolean() ? centred : x, scale);
  }

  private static String attention(MutantBed bed, String x) {
    var seen = MutantKindsOfTime.lookedAt(bed, bed.timeMajor(x));
    return bed.graph.plus(x, 0.5, bed.fromTimeMajor(seen));
  }

  /** With a scale that follows from the largest and smallest value of the tensor. */
  private static String quantised(MutantBed bed, String x) {
    var parts = bed.graph.node("DynamicQuantizeLinear", x, 3);
    return bed.graph.node("DequantizeLinear", String.join(",", parts));
  }

  /** A choice among classes hides most of what quantising changes. */
  private static String largestOfQuantised(MutantBed bed, String x) {
    var g = bed.graph;
    var quantised = quantised(bed, x);
    var largest = g.reduce("ReduceMax", quantised, bed.place.features());
    return g.floats(g.node("Equal", quantised + "," + largest));
  }

  /** A Reshape in a Transpose's place: of one row or one step it is right. */
  private static String mixed(MutantBed bed, String x) {
    var g = bed.graph;
    long width = bed.place.width();
    var shape = g.node("Shape", x);
    var swapped = g.concat(0, g.sizes(x, 1), g.sizes(x, 0), g.integers(width));
    var turned = g.node("Reshape", x + "," + swapped);
    int axis = bed.place.time() == 0 ? 1 : 0;
    var first = g.slice(turned, axis, 0, 1);
    return g.node("Reshape", g.plus(turned, 0.5, first) + "," + shape);
  }
}
