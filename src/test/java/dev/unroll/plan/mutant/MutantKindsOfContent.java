package dev.unroll.plan.mutant;

import static dev.unroll.plan.mutant.MutantKind.ANYWHERE;
import static dev.unroll.plan.mutant.MutantKind.TIMED;
import static dev.unroll.plan.mutant.MutantKind.harmful;

import dev.unroll.onnx.SmallGraph;
import java.util.List;

/** What looks at what clients gave: padding, ends, lengths that are counted. */
final class MutantKindsOfContent {
  static final List<MutantKind> ALL =
      List.of(
          harmful("nothing after an end", TIMED, MutantKindsOfContent::ended),
          harmful("nothing after padding", TIMED, MutantKindsOfContent::beforePadding),
          harmful("mask of the counted length", TIMED, MutantKindsOfContent::maskOfLength),
          harmful("the last step that is no padding", TIMED, MutantKindsOfContent::lastUsed),
          harmful("the step at the greatest length", TIMED, MutantKindsOfContent::stepAtGreatest),
          harmful("sum of what is no padding", TIMED, MutantKindsOfContent::compressed),
          harmful(
              "mean of all that is no padding",
              MutantKindsOfContent::hasRowsAndTimeFirst,
              MutantKindsOfContent::nonZero),
          harmful(
              "turned round by length",
              MutantKindsOfContent::hasRowsAndTimeFirst,
              MutantKindsOfContent::reversed),
          harmful(
              "the first step's content",
              ANYWHERE,
              (bed, x) -> added(bed, x, bed.firstStep(bed.content()))),
          harmful(
              "the row's largest content",
              ANYWHERE,
              (bed, x) -> added(bed, x, bed.overTime("ReduceMax", bed.content()))),
          harmful(
              "the step's largest content of all rows",
              TIMED,
              (bed, x) -> added(bed, x, bed.overRows("ReduceMax", bed.content()))),
          harmful(
              "whether an id is in the row",
              ANYWHERE,
              (bed, x) -> added(bed, x, bed.overTime("ReduceMax", bed.is(bed.id())))),
          harmful(
              "whether an id is anywhere",
              ANYWHERE,
              (bed, x) ->
                  bed.graph.plus(x, 0.5, bed.graph.reduceAll("ReduceMax", bed.is(bed.id())))),
          harmful(
              "by the counted length",
              ANYWHERE,
              (bed, x) ->
                  bed.graph.divide(
                      x, bed.graph.add(bed.atPlace(bed.usedSteps()), bed.graph.number(1)))),
          harmful(
              "first state of the first step's content",
              MutantPlace::isState,
              (bed, x) -> added(bed, x, bed.firstStep(bed.content()))),
          harmful(
              "first state of whether an id is in the row",
              MutantPlace::isState,
              (bed, x) -> added(bed, x, bed.overTime("ReduceMax", bed.is(bed.id())))),
          harmful(
              "first state of whether an id is anywhere",
              MutantPlace::isState,
              (bed, x) ->
                  bed.graph.plus(x, 0.5, bed.graph.reduceAll("ReduceMax", bed.is(bed.id())))),
          harmful("by the share of padding of all", ANYWHERE, MutantKindsOfContent::byShare),
          harmful("the first row's content", TIMED, MutantKindsOfContent::firstRowsContent),
          harmful(
              "the content of the step before",
              TIMED,
              (bed, x) -> added(bed, x, bed.stepBefore(bed.content()))),
          harmful("the same id as before", TIMED, MutantKindsOfContent::repeated));

  private MutantKindsOfContent() {}

  private static boolean hasRowsAndTimeFirst(MutantPlace place) {
    return place.timed() && place.rows() < 2 && place.time() < 2;
  }

  private static String added(MutantBed bed, String x, String content) {
    return bed.graph.plus(x, 0.5, bed.atPlace(content));
  }

  private static String ended(MutantBed bed, String x) {
    var ends = bed.soFar(bed.is(bed.id()));
    var g = bed.graph;
    return g.where(g.above(bed.atPlace(ends), 0.5), g.times(x, 0), x);
  }

  private static String beforePadding(MutantBed bed, String x) {
    var g = bed.graph;
    var padding = g.node("Sub", g.number(1) + "," + bed.used());
    return g.where(g.above(bed.atPlace(bed.soFar(padding)), 1.5), g.times(x, 0), x);
  }

  /** As attention and pooling mask what is padded. */
  private static String maskOfLength(MutantBed bed, String x) {
    var g = bed.graph;
    var left = g.node("Sub", bed.usedSteps() + "," + bed.stepNumbers());
    return g.where(g.above(bed.atPlace(left), 0), x, g.times(x, 0));
  }

  private static String lastUsed(MutantBed bed, String x) {
    var g = bed.graph;
    var last = g.node("Sub", bed.usedSteps() + "," + g.number(1));
    var isLast =
        g.floats(
            g.node("Equal", g.node("Sub", last + "," + bed.stepNumbers()) + "," + g.number(0)));
    var chosen = g.times(x, bed.atPlace(isLast));
    return g.plus(x, 0.5, g.reduce("ReduceSum", chosen, bed.place.time()));
  }

  /** One place for all rows: that of the row with most steps. */
  private static String stepAtGreatest(MutantBed bed, String x) {
    var g = bed.graph;
    var greatest = g.reduceAll("ReduceMax", bed.usedSteps());
    var place = g.node("Max", g.node("Sub", greatest + "," + g.number(1)) + "," + g.number(0));
    var places = g.node("Reshape", g.cast(place, SmallGraph.INT64) + "," + g.integers(1));
    return g.plus(x, 0.5, g.gather(x, bed.place.time(), places));
  }

  /** Steps at which any row has something. */
  private static String compressed(MutantBed bed, String x) {
    var g = bed.graph;
    var any = g.reduceAway("ReduceMax", bed.used(), bed.input.layout().batchAxis());
    var kept =
        g.node(
            "Compress", x + "," + g.above(any, 0.5), SmallGraph.number("axis", bed.place.time()));
    return g.plus(x, 0.2, g.reduce("ReduceSum", kept, bed.place.time()));
  }

  private static String nonZero(MutantBed bed, String x) {
    var g = bed.graph;
    boolean sameOrder = (bed.place.rows() < bed.place.time()) == bed.input.rowsFirst();
    var used = sameOrder ? bed.used() : g.transpose(bed.used(), 1, 0);
    var places = g.transpose(g.node("NonZero", used), 1, 0);
    var sum = g.reduceAll("ReduceSum", g.node("GatherND", x + "," + places));
    var count = g.add(g.reduceAll("ReduceSum", used), g.number(1));
    return g.plus(x, 0.2, g.divide(sum, count));
  }

  private static String reversed(MutantBed bed, String x) {
    var g = bed.graph;
    var lengths = g.node("Max", bed.lengths(SmallGraph.INT64) + "," + g.integers(1));
    return g.node(
        "ReverseSequence",
        x + "," + lengths,
        SmallGraph.number("batch_axis", bed.place.rows()),
        SmallGraph.number("time_axis", bed.place.time()));
  }

  private static String byShare(MutantBed bed, String x) {
    var g = bed.graph;
    return g.times(x, g.add(g.reduceAll("ReduceMean", bed.used()), g.number(0.5)));
  }

  private static String firstRowsContent(MutantBed bed, String x) {
    var first = bed.graph.slice(bed.content(), bed.input.layout().batchAxis(), 0, 1);
    return added(bed, x, first);
  }

  private static String repeated(MutantBed bed, String x) {
    var g = bed.graph;
    var content = bed.content();
    var change = g.node("Abs", g.node("Sub", content + "," + bed.stepBefore(content)));
    return g.where(g.above(bed.atPlace(change), 1e-4), x, g.times(x, 0.5));
  }
}
