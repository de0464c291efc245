package dev.unroll.plan.mutant;

import static dev.unroll.plan.mutant.MutantKind.SEQUENCE;
import static dev.unroll.plan.mutant.MutantKind.TIMED;
import static dev.unroll.plan.mutant.MutantKind.harmful;

import dev.unroll.onnx.AttributeProto;
import dev.unroll.onnx.SmallGraph;
import java.util.List;

/** What looks at other steps, or at how many there are. */
final class MutantKindsOfTime {
  static final List<MutantKind> ALL =
      List.of(
          harmful("maximum over time", TIMED, reduced("ReduceMax")),
          harmful("minimum over time", TIMED, reduced("ReduceMin")),
          harmful("mean over time", TIMED, reduced("ReduceMean")),
          harmful("sum over time", TIMED, reduced("ReduceSum")),
          harmful(
              "softmax over time",
              TIMED,
              (bed, x) -> bed.graph.node("Softmax", x, axis(bed.place.time()))),
          harmful(
              "sorted over time",
              TIMED,
              (bed, x) -> MutantKindsOfRows.sorted(bed, x, bed.place.time())),
          harmful(
              "first step",
              TIMED,
              (bed, x) -> bed.graph.plus(x, 0.5, bed.graph.slice(x, bed.place.time(), 0, 1))),
          harmful("step N or the last", TIMED, MutantKindsOfTime::stepOrLast),
          harmful("mean of the first N steps", TIMED, (bed, x) -> meanOf(bed, x, 0, bed.length())),
          harmful(
              "mean of the last N steps",
              TIMED,
              (bed, x) -> meanOf(bed, x, -bed.length(), MutantGraph.END)),
          harmful("sum of the steps after N", TIMED, MutantKindsOfTime::sumAfter),
          harmful("zeros after N steps", TIMED, MutantKindsOfTime::zerosAfter),
          harmful("mask of the first N steps", TIMED, MutantKindsOfTime::maskOfFirst),
          harmful(
              "the step before",
              TIMED,
              (bed, x) -> bed.graph.plus(x, 0.5, bed.graph.before(x, bed.place.time()))),
          harmful(
              "the step after",
              TIMED,
              (bed, x) -> bed.graph.plus(x, 0.5, bed.graph.after(x, bed.place.time()))),
          harmful("threshold on the step before", TIMED, MutantKindsOfTime::thresholdBefore),
          harmful(
              "running sum over time",
              TIMED,
              (bed, x) ->
                  bed.graph.plus(
                      x,
                      0.05,
                      bed.graph.node("CumSum", x + "," + bed.graph.integer(bed.place.time())))),
          harmful("scan over time", TIMED, MutantKindsOfTime::scan),
          harmful("loop over time", TIMED, MutantKindsOfTime::loop),
          harmful("convolution over time", SEQUENCE, MutantKindsOfTime::convolution),
          harmful("attention over time", SEQUENCE, MutantKindsOfTime::attention),
          harmful("time backwards", TIMED, (bed, x) -> bed.graph.backwards(x, bed.place.time())),
          harmful(
              "times the number of steps",
              MutantKind.ANYWHERE,
              (bed, x) -> bed.graph.times(x, bed.graph.times(steps(bed), 0.1))),
          harmful(
              "divided by the number of steps",
              MutantKind.ANYWHERE,
              (bed, x) -> bed.graph.divide(x, steps(bed))),
          harmful(
              "the step's number", TIMED, (bed, x) -> bed.graph.plus(x, 0.1, positions(bed, x))),
          harmful(
              "by the row's largest value", TIMED, (bed, x) -> byLargest(bed, x, bed.place.time())),
          harmful("pooling over three steps", SEQUENCE, MutantKindsOfTime::pooled),
          harmful("instance normalisation", SEQUENCE, MutantKindsOfTime::instanceNormalised),
          harmful("the step before, by Pad", TIMED, MutantKindsOfTime::beforeByPad),
          harmful("zeros in the first step", TIMED, MutantKindsOfTime::zeroFirst));

  private MutantKindsOfTime() {}

  private static AttributeProto axis(int axis) {
    return SmallGraph.number("axis", axis);
  }

  private static MutantKind.Planting reduced(String operator) {
    return (bed, x) -> bed.graph.plus(x, 0.3, bed.graph.reduce(operator, x, bed.place.time()));
  }

  private static String steps(MutantBed bed) {
    return bed.graph.floats(bed.steps());
  }

  private static String positions(MutantBed bed, String x) {
    return bed.graph.positions(x, bed.place.time(), bed.place.rank());
  }

  private static String stepOrLast(MutantBed bed, String x) {
    var g = bed.graph;
    var last = g.node("Sub", g.sizes(x, bed.place.time()) + "," + g.integers(1));
    var place = g.node("Min", last + "," + g.integers(bed.length() - 1));
    return g.plus(x, 0.5, g.gather(x, bed.place.time(), place));
  }

  private static String meanOf(MutantBed bed, String x, long from, long to) {
    var some = bed.graph.slice(x, bed.place.time(), from, to);
    return bed.graph.plus(x, 0.5, bed.graph.reduce("ReduceMean", some, bed.place.time()));
  }

  private static String sumAfter(MutantBed bed, String x) {
    var some = bed.graph.slice(x, bed.place.time(), bed.length(), MutantGraph.END);
    return bed.graph.plus(x, 0.3, bed.graph.reduce("ReduceSum", some, bed.place.time()));
  }

  private static String zerosAfter(MutantBed bed, String x) {
    var g = bed.graph;
    int steps = bed.length();
    int time = bed.place.time();
    var rest = g.times(g.slice(x, time, steps, MutantGraph.END), 0);
    return g.concat(time, g.slice(x, time, 0, steps), rest);
  }

  private static String maskOfFirst(MutantBed bed, String x) {
    var late = bed.graph.above(positions(bed, x), bed.length() - 0.5);
    return bed.graph.where(late, bed.graph.times(x, 0.5), x);
  }

  /** Without a jump, so that no last bit decides. */
  private static String thresholdBefore(MutantBed bed, String x) {
    var g = bed.graph;
    double bound = bed.any(List.of(0.1, 0.5, 0.9, 2.0));
    var before = g.before(x, bed.place.time());
    var excess = g.node("Sub", before + "," + g.number(bound));
    return g.where(g.above(before, bound), g.add(x, excess), x);
  }

  /** A running mean that each step's value is added to. */
  private static String scan(MutantBed bed, String x) {
    var g = bed.graph;
    int time = bed.place.time();
    var body = g.inside();
    // Scan names the inputs of its body by their places.
    var state = body.node("Identity", "scan.state");
    var next = body.plus("scan.step", 0.5, state);
    var out = body.node("Identity", next);
    var inner = MutantBodies.scan(body, List.of("scan.state", "scan.step"), List.of(next, out));
    var zero = g.times(g.reduceAway("ReduceMax", x, time), 0);
    int backwards = bed.random.nextInt(2);
    return g.node(
            "Scan",
            zero + "," + x,
            2,
            inner,
            SmallGraph.number("num_scan_inputs", 1),
            SmallGraph.numbers("scan_input_axes", time),
            SmallGraph.numbers("scan_input_directions", backwards),
            SmallGraph.numbers("scan_output_directions", backwards),
            SmallGraph.numbers("scan_output_axes", time))
        .get(1);
  }

  /** A sum over all steps, one at a time. */
  private static String loop(MutantBed bed, String x) {
    var g = bed.graph;
    int time = bed.place.time();
    var body = g.inside();
    var goesOn = body.node("Identity", "loop.goes.on");
    var step = body.gather(x, time, body.node("Reshape", "loop.number," + body.integers(1)));
    var next = body.plus(step, 0.8, "loop.sum");
    var inner = MutantBodies.loop(body, "loop", goesOn, next);
    var zero = g.times(g.slice(x, time, 0, 1), 0);
    var sum = g.node("Loop", g.size(x, time) + ",," + zero, inner);
    return g.plus(x, 0.1, sum);
  }

  private static String convolution(MutantBed bed, String x) {
    var g = bed.graph;
    int width = bed.place.width();
    var kernel = g.times(bed.weights(width, width, 3), 0.3);
    // Both neighbours, or the two steps before.
    long past = bed.random.nextBoolean() ? 1 : 2;
    var pads = SmallGraph.numbers("pads", past, 2 - past);
    return g.add(x, bed.rowsFeaturesSteps(x, value -> g.node("Conv", value + "," + kernel, pads)));
  }

  private static String pooled(MutantBed bed, String x) {
    var operator = bed.any(List.of("MaxPool", "AveragePool"));
    var kernel = SmallGraph.numbers("kernel_shape", 3);
    var pads = SmallGraph.numbers("pads", 1, 1);
    return bed.rowsFeaturesSteps(x, value -> bed.graph.node(operator, value, kernel, pads));
  }

  private static String instanceNormalised(MutantBed bed, String x) {
    var scale = bed.weights(bed.place.width());
    var bias = bed.weights(bed.place.width());
    var small = SmallGraph.fraction("epsilon", 0.1f);
    return bed.rowsFeaturesSteps(
        x,
        value ->
            bed.graph.node("InstanceNormalization", String.join(",", value, scale, bias), small));
  }

  private static String attention(MutantBed bed, String x) {
    var g = bed.graph;
    boolean rowsFirst = bed.place.rows() == 0;
    var seen = lookedAt(bed, rowsFirst ? x : g.transpose(x, 1, 0, 2));
    return g.plus(x, 0.5, rowsFirst ? seen : g.transpose(seen, 1, 0, 2));
  }

  /** Each of the second axis' places looks at all of them. */
  static String lookedAt(MutantBed bed, String value) {
    var scores = bed.graph.node("MatMul", value + "," + bed.graph.transpose(value, 0, 2, 1));
    return bed.graph.node("MatMul", bed.graph.node("Softmax", scores, axis(2)) + "," + value);
  }

  private static String beforeByPad(MutantBed bed, String x) {
    var g = bed.graph;
    var pads = new long[2 * bed.place.rank()];
    pads[bed.place.time()] = 1;
    var padded = g.node("Pad", x + "," + g.integers(pads));
    return g.plus(x, 0.5, g.slice(padded, bed.place.time(), 0, -1));
  }

  private static String zeroFirst(MutantBed bed, String x) {
    return bed.graph.where(bed.graph.above(positions(bed, x), 0.5), x, bed.graph.times(x, 0));
  }

  /** Divided by the largest absolute value along those axes, where that is over a bound. */
  static String byLargest(MutantBed bed, String x, int... axes) {
    var g = bed.graph;
    var largest = g.reduce("ReduceMax", g.node("Abs", x), axes);
    var bound = g.number(bed.any(List.of(0.001, 0.9, 2.0, 5.0)));
    return g.divide(x, g.node("Max", largest + "," + bound));
  }
}
