package dev.unroll.plan.mutant;

import static dev.unroll.plan.mutant.MutantKind.SEQUENCE;
import static dev.unroll.plan.mutant.MutantKind.harmful;
import static dev.unroll.plan.mutant.MutantKind.harmless;

import dev.unroll.onnx.SmallGraph;
import java.util.List;

/** What picks and writes by the places of rows, sorts rows and puts them back, or cuts chunks. */
final class MutantKindsOfPlaces {
  static final List<MutantKind> ALL =
      List.of(
          harmful("each row's last used step", SEQUENCE, (bed, x) -> last(bed, x, own(bed, x))),
          harmful(
              "the last used step of the row before",
              SEQUENCE,
              (bed, x) -> last(bed, x, other(bed, x))),
          harmful("each row's last used step, flat", SEQUENCE, MutantKindsOfPlaces::flat),
          harmful(
              "a mark at each row's last used step",
              SEQUENCE,
              (bed, x) -> marked(bed, x, own(bed, x))),
          harmful(
              "a mark at the last used step of the row before",
              SEQUENCE,
              (bed, x) -> marked(bed, x, other(bed, x))),
          harmless("rows sorted and put back", SEQUENCE, MutantKindsOfPlaces::sorted),
          harmful(
              "rows sorted, times lengths in order", SEQUENCE, (bed, x) -> weighted(bed, x, true)),
          harmful(
              "rows sorted, times lengths that are not",
              SEQUENCE,
              (bed, x) -> weighted(bed, x, false)),
          harmful("rows sorted and left so", SEQUENCE, (bed, x) -> order(bed, x).sorted()),
          harmful(
              "rows sorted and put back the other way", SEQUENCE, MutantKindsOfPlaces::reversed),
          harmful("rows sorted, added up, put back", SEQUENCE, MutantKindsOfPlaces::addedUp),
          harmful("chunks of two steps", SEQUENCE, MutantKindsOfPlaces::chunks));

  private MutantKindsOfPlaces() {}

  /** Each row's place, as a list. */
  private static String own(MutantBed bed, String x) {
    var g = bed.graph;
    return g.node("Range", g.integer(0) + "," + g.size(x, bed.place.rows()) + "," + g.integer(1));
  }

  /** The place before it; of the first row the last one. */
  private static String other(MutantBed bed, String x) {
    return bed.graph.node("Sub", own(bed, x) + "," + bed.graph.integer(1));
  }

  /** The last used step of each row, as a list; -1 of a row of padding. */
  private static String steps(MutantBed bed) {
    return bed.graph.node("Sub", bed.lengths(SmallGraph.INT64) + "," + bed.graph.integer(1));
  }

  private static String column(MutantBed bed, String list) {
    return bed.graph.node("Unsqueeze", list + "," + bed.graph.integers(1));
  }

  private static String rowsFirst(MutantBed bed, String x) {
    return bed.place.rows() == 0 ? x : bed.graph.transpose(x, 1, 0, 2);
  }

  /** Rows and features beside each step. */
  private static String beside(MutantBed bed, String x, String picked) {
    var one = bed.graph.node("Unsqueeze", picked + "," + bed.graph.integers(bed.place.time()));
    return bed.graph.plus(x, 0.5, one);
  }

  private static String last(MutantBed bed, String x, String rows) {
    var g = bed.graph;
    boolean isFirst = bed.place.rows() == 0;
    var row = column(bed, rows);
    var step = column(bed, steps(bed));
    var indices = isFirst ? g.concat(1, row, step) : g.concat(1, step, row);
    return beside(bed, x, g.node("GatherND", x + "," + indices));
  }

  private static String flat(MutantBed bed, String x) {
    var g = bed.graph;
    int width = bed.place.width();
    var joined = g.node("Reshape", rowsFirst(bed, x) + "," + g.integers(-1, width));
    var far = g.node("Mul", own(bed, x) + "," + g.size(x, bed.place.time()));
    return beside(bed, x, g.gather(joined, 0, g.node("Add", far + "," + steps(bed))));
  }

  private static String marked(MutantBed bed, String x, String rows) {
    var g = bed.graph;
    var sizes = g.concat(0, g.sizes(x, bed.place.rows()), g.sizes(x, bed.place.time()));
    var zeros = g.node("Expand", g.number(0) + "," + sizes);
    var ones = g.node("Expand", g.number(1) + "," + g.sizes(x, bed.place.rows()));
    var indices = g.concat(1, column(bed, rows), column(bed, steps(bed)));
    var marks = g.node("ScatterND", zeros + "," + indices + "," + ones);
    var turned = bed.place.rows() == 0 ? marks : g.transpose(marks, 1, 0);
    return g.plus(x, 0.5, g.unsqueeze(turned, 3, 0, 1));
  }

  /** Rows in the order of their lengths. */
  private record Order(String sorted, String keys, String places, String count) {}

  private static Order order(MutantBed bed, String x) {
    var g = bed.graph;
    var count = g.sizes(x, bed.place.rows());
    var made = g.node("TopK", bed.lengths(SmallGraph.INT64) + "," + count, 2);
    return new Order(g.gather(x, bed.place.rows(), made.get(1)), made.get(0), made.get(1), count);
  }

  private static String back(MutantBed bed, Order order, String value, boolean isUp) {
    var g = bed.graph;
    var upwards = SmallGraph.number("largest", isUp ? 0 : 1);
    var back = g.node("TopK", order.places() + "," + order.count(), 2, upwards).get(1);
    return g.gather(value, bed.place.rows(), back);
  }

  private static String sorted(MutantBed bed, String x) {
    var order = order(bed, x);
    return back(bed, order, bed.graph.times(order.sorted(), 0.9), true);
  }

  private static String reversed(MutantBed bed, String x) {
    var order = order(bed, x);
    return back(bed, order, order.sorted(), false);
  }

  private static String weighted(MutantBed bed, String x, boolean isInOrder) {
    var g = bed.graph;
    var order = order(bed, x);
    var lengths = isInOrder ? order.keys() : bed.lengths(SmallGraph.INT64);
    var weights = g.unsqueeze(g.times(g.floats(lengths), 0.1), 3, bed.place.rows());
    return back(bed, order, g.times(order.sorted(), weights), true);
  }

  private static String addedUp(MutantBed bed, String x) {
    var g = bed.graph;
    var order = order(bed, x);
    var sum = g.node("CumSum", order.sorted() + "," + g.integer(bed.place.rows()));
    return back(bed, order, g.times(sum, 0.3), true);
  }

  /** Each step twice, so that their number is even. */
  private static String chunks(MutantBed bed, String x) {
    var g = bed.graph;
    int width = bed.place.width();
    var rows = rowsFirst(bed, x);
    var twice = g.concat(1, rows, rows);
    var chunks = g.node("Reshape", twice + "," + g.integers(0, -1, 2, width));
    var mixed = g.plus(chunks, 0.5, g.reduce("ReduceMean", chunks, 2));
    var steps = g.node("Reshape", mixed + "," + g.node("Shape", twice));
    var end = g.sizes(rows, 1);
    var cut = g.node("Slice", String.join(",", steps, g.integers(0), end, g.integers(1)));
    return rowsFirst(bed, cut);
  }
}
