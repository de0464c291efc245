package dev.unroll.plan.mutant;

import static dev.unroll.plan.mutant.MutantKind.ANYWHERE;
import static dev.unroll.plan.mutant.MutantKind.FEATURES;
import static dev.unroll.plan.mutant.MutantKind.FLOATS;
import static dev.unroll.plan.mutant.MutantKind.SEQUENCE;
import static dev.unroll.plan.mutant.MutantKind.TIMED;
import static dev.unroll.plan.mutant.MutantKind.harmless;

import dev.unroll.onnx.SmallGraph;
import java.util.List;

/** What stays within a row's step: whoever cuts less for its sake pays for nothing. */
final class MutantKindsHarmless {
  static final List<MutantKind> ALL =
      List.of(
          harmless("times a constant", ANYWHERE, (bed, x) -> bed.graph.times(x, 0.75)),
          harmless(
              "plus a weight for each feature",
              FEATURES,
              (bed, x) -> bed.graph.add(x, bed.weights(bed.place.width()))),
          harmless("Identity", ANYWHERE, (bed, x) -> bed.graph.node("Identity", x)),
          harmless("activations", ANYWHERE, MutantKindsHarmless::activations),
          harmless(
              "Clip",
              ANYWHERE,
              (bed, x) ->
                  bed.graph.node(
                      "Clip", x + "," + bed.graph.number(-0.4) + "," + bed.graph.number(30))),
          harmless(
              "cast to doubles and back",
              ANYWHERE,
              (bed, x) -> bed.graph.floats(bed.graph.cast(x, SmallGraph.FLOAT64))),
          harmless("transposed and back", ANYWHERE, MutantKindsHarmless::transposed),
          harmless("rows and steps as one and back", SEQUENCE, MutantKindsHarmless::flattened),
          harmless("one axis more and back", ANYWHERE, MutantKindsHarmless::unsqueezed),
          harmless("expanded to its own shape", ANYWHERE, MutantKindsHarmless::expanded),
          harmless("all steps of a slice", TIMED, MutantKindsHarmless::allSteps),
          harmless("features cut and joined", FEATURES, MutantKindsHarmless::joined),
          harmless("layer normalisation", FEATURES, MutantKindsHarmless::normalised),
          harmless(
              "softmax over features",
              FEATURES,
              (bed, x) ->
                  bed.graph.node("Softmax", x, SmallGraph.number("axis", bed.place.features()))),
          harmless("dense layer for each step", FEATURES, MutantKindsHarmless::dense),
          harmless(
              "mask of padding", TIMED, (bed, x) -> bed.graph.times(x, bed.atPlace(bed.used()))),
          harmless(
              "the step's own content",
              TIMED,
              (bed, x) -> bed.graph.plus(x, 0.5, bed.atPlace(bed.content()))),
          harmless("where the step has an id", TIMED, MutantKindsHarmless::whereId),
          harmless("where the value is high", FLOATS, MutantKindsHarmless::whereHigh),
          harmless("batch normalisation of constants", SEQUENCE, MutantKindsHarmless::batch));

  private MutantKindsHarmless() {}

  private static String activations(MutantBed bed, String x) {
    var value = x;
    for (int count = 1 + bed.random.nextInt(3); count > 0; count--) {
      var operator =
          bed.any(List.of("Tanh", "Relu", "Sigmoid", "Abs", "Neg", "LeakyRelu", "Softplus"));
      value = bed.graph.node(operator, value);
    }
    return value;
  }

  private static String transposed(MutantBed bed, String x) {
    int rank = bed.place.rank();
    int one = bed.random.nextInt(rank);
    int other = bed.random.nextInt(rank);
    var turned = bed.graph.swap(x, rank, one, other);
    return bed.graph.swap(bed.graph.times(turned, 0.9), rank, one, other);
  }

  /** As exporters bring steps to a layer that takes two axes. */
  private static String flattened(MutantBed bed, String x) {
    var g = bed.graph;
    int width = bed.place.width();
    var flat = g.node("Reshape", x + "," + g.integers(-1, width));
    var dense = g.node("MatMul", flat + "," + bed.weights(width, width));
    var shape = g.concat(0, g.sizes(x, 0), g.sizes(x, 1), g.integers(width));
    return g.node("Reshape", dense + "," + shape);
  }

  private static String unsqueezed(MutantBed bed, String x) {
    var g = bed.graph;
    int axis = bed.random.nextInt(bed.place.rank() + 1);
    var more = g.node("Unsqueeze", x + "," + g.integers(axis));
    return g.node("Squeeze", g.times(more, 0.9) + "," + g.integers(axis));
  }

  private static String expanded(MutantBed bed, String x) {
    var zeros = bed.graph.node("Expand", bed.graph.number(0.1) + "," + bed.graph.node("Shape", x));
    return bed.graph.add(x, zeros);
  }

  private static String allSteps(MutantBed bed, String x) {
    return bed.graph.times(bed.graph.slice(x, bed.place.time(), 0, MutantGraph.END), 0.9);
  }

  private static String joined(MutantBed bed, String x) {
    var g = bed.graph;
    int axis = bed.place.features();
    int half = bed.place.width() / 2;
    return g.concat(
        axis, g.times(g.slice(x, axis, 0, half), 0.5), g.slice(x, axis, half, MutantGraph.END));
  }

  private static String normalised(MutantBed bed, String x) {
    var g = bed.graph;
    int axis = bed.place.features();
    if (g.opset() >= 17 && bed.random.nextBoolean()) {
      var scale = bed.weights(bed.place.width());
      return g.node("LayerNormalization", x + "," + scale, SmallGraph.fraction("epsilon", 0.1f));
    }
    var centred = g.node("Sub", x + "," + g.reduce("ReduceMean", x, axis));
    var variance = g.reduce("ReduceMean", g.times(centred, centred), axis);
    return g.divide(centred, g.node("Sqrt", g.add(variance, g.number(0.1))));
  }

  private static String dense(MutantBed bed, String x) {
    int width = bed.place.width();
    var made = bed.graph.node("MatMul", x + "," + bed.weights(width, width));
    return bed.graph.plus(x, 0.5, made);
  }

  /** Without a jump, so that no last bit decides. */
  private static String whereHigh(MutantBed bed, String x) {
    var g = bed.graph;
    return g.where(g.above(x, 0.3), g.add(g.times(x, 0.5), g.number(0.15)), x);
  }

  private static String batch(MutantBed bed, String x) {
    long width = bed.place.width();
    var bias = bed.weights(width);
    var ones = bed.graph.node("Abs", bed.weights(width));
    return bed.rowsFeaturesSteps(
        x,
        value ->
            bed.graph.node("BatchNormalization", String.join(",", value, ones, bias, bias, ones)));
  }

  private static String whereId(MutantBed bed, String x) {
    var g = bed.graph;
    var is = g.above(bed.atPlace(bed.is(bed.id())), 0.5);
    return g.where(is, g.times(x, -0.5), x);
  }
}
