package dev.unroll.plan.mutant;

import static dev.unroll.plan.mutant.MutantKind.SEQUENCE;
import static dev.unroll.plan.mutant.MutantKind.harmful;
import static dev.unroll.plan.mutant.MutantKind.harmless;

import dev.unroll.onnx.SmallGraph;
import java.util.List;

/** One more recurrent node, some of them in ways that slices cannot keep up. */
final class MutantKindsOfCells {
  static final List<MutantKind> ALL =
      List.of(
          harmless("a further cell", SEQUENCE, (bed, x) -> cell(bed, x, "forward")),
          harmful("reverse cell", SEQUENCE, (bed, x) -> cell(bed, x, "reverse")),
          harmful("cell over rows", SEQUENCE, MutantKindsOfCells::cellOverRows),
          harmful("cell that begins with a step", SEQUENCE, MutantKindsOfCells::beginningWith),
          harmful("cell over steps turned round", SEQUENCE, MutantKindsOfCells::turnedCell),
          harmful("cell with counted lengths", SEQUENCE, MutantKindsOfCells::boundedCell));

  private MutantKindsOfCells() {}

  /** One more recurrent node over the place's steps. */
  static String cell(MutantBed bed, String x, String direction) {
    var made = bed.fromTimeMajor(cellOver(bed, bed.timeMajor(x), direction, ""));
    return bed.graph.plus(x, 0.5, made);
  }

  /**
   * The same over the first axis of three.
   *
   * @param more of its inputs, after the weights, each with a comma before
   */
  static String cellOver(MutantBed bed, String value, String direction, String more) {
    var g = bed.graph;
    long width = bed.place.width();
    var kind = bed.any(List.of("RNN", "GRU", "LSTM"));
    long gates = kind.equals("RNN") ? 1 : kind.equals("GRU") ? 3 : 4;
    var inputs = value + "," + bed.weights(1, gates * width, width);
    var recurrence = bed.weights(1, gates * width, width);
    var all =
        g.node(
            kind,
            inputs + "," + recurrence + more,
            SmallGraph.number("hidden_size", width),
            SmallGraph.text("direction", direction));
    return g.node("Squeeze", all + "," + g.integers(1));
  }

  private static String cellOverRows(MutantBed bed, String x) {
    var turned = bed.graph.transpose(bed.timeMajor(x), 1, 0, 2);
    var made = cellOver(bed, turned, "forward", "");
    return bed.graph.plus(x, 0.5, bed.fromTimeMajor(bed.graph.transpose(made, 1, 0, 2)));
  }

  /** A cell whose first state is one of the place's own steps. */
  private static String beginningWith(MutantBed bed, String x) {
    var turned = bed.timeMajor(x);
    boolean first = bed.random.nextBoolean();
    var state = bed.graph.slice(turned, 0, first ? 0 : -1, first ? 1 : MutantGraph.END);
    var made = cellOver(bed, turned, "forward", ",,," + state);
    return bed.graph.plus(x, 0.5, bed.fromTimeMajor(made));
  }

  /** As Keras writes a reverse cell. */
  private static String turnedCell(MutantBed bed, String x) {
    var turned = bed.graph.backwards(bed.timeMajor(x), 0);
    var made = bed.graph.backwards(cellOver(bed, turned, "forward", ""), 0);
    return bed.graph.plus(x, 0.5, bed.fromTimeMajor(made));
  }

  /** As models with padding bound their cells. */
  private static String boundedCell(MutantBed bed, String x) {
    var counted =
        bed.graph.node("Max", bed.lengths(SmallGraph.INT64) + "," + bed.graph.integers(1));
    var lengths = bed.graph.cast(counted, SmallGraph.INT32);
    var made =
        cellOver(bed, bed.timeMajor(x), bed.any(List.of("forward", "reverse")), ",," + lengths);
    return bed.graph.plus(x, 0.5, bed.fromTimeMajor(made));
  }
}
