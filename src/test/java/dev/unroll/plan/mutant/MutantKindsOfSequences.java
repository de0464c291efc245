package dev.unroll.plan.mutant;

import static dev.unroll.plan.mutant.MutantKind.ANYWHERE;
import static dev.unroll.plan.mutant.MutantKind.FEATURES;
import static dev.unroll.plan.mutant.MutantKind.TIMED;
import static dev.unroll.plan.mutant.MutantKind.harmful;
import static dev.unroll.plan.mutant.MutantKind.harmless;

import dev.unroll.onnx.AttributeProto;
import dev.unroll.onnx.SmallGraph;
import java.util.List;

/** What scripted loops do with lists, which are exported as sequences of tensors. */
final class MutantKindsOfSequences {
  static final List<MutantKind> ALL =
      List.of(
          harmful(
              "a list with the steps so far", TIMED, (bed, x) -> soFar(bed, x, bed.place.time())),
          harmful(
              "a list with the rows so far", ANYWHERE, (bed, x) -> soFar(bed, x, bed.place.rows())),
          harmful(
              "a list of the steps backwards",
              TIMED,
              (bed, x) -> backwards(bed, x, bed.place.time())),
          harmful(
              "a list of the rows backwards",
              ANYWHERE,
              (bed, x) -> backwards(bed, x, bed.place.rows())),
          harmful("a list's element by content", ANYWHERE, MutantKindsOfSequences::taken),
          harmful("put into a list by content", ANYWHERE, MutantKindsOfSequences::inserted),
          harmful("taken out of a list by content", ANYWHERE, MutantKindsOfSequences::erased),
          harmful("a list as long as the content", ANYWHERE, MutantKindsOfSequences::toEnd),
          harmless("steps in a list, and stacked", TIMED, MutantKindsOfSequences::stacked),
          harmless("features in a list, and joined", FEATURES, MutantKindsOfSequences::joined),
          harmless("the last of a list of two", ANYWHERE, MutantKindsOfSequences::last));

  private MutantKindsOfSequences() {}

  private static AttributeProto axis(int axis) {
    return SmallGraph.number("axis", axis);
  }

  private static String stack(MutantBed bed, String list, int axis) {
    return bed.graph.node("ConcatFromSequence", list, axis(axis), SmallGraph.number("new_axis", 1));
  }

  /** Each place with a share of those before it, as a recurrent loop has them. */
  private static String soFar(MutantBed bed, String x, int axis) {
    var g = bed.graph;
    var body = g.inside();
    var now = body.node("Gather", x + ",far.number", axis(axis));
    var next = body.plus(now, 0.5, "far.sum");
    var list = body.node("SequenceInsert", "far.list," + next);
    var goesOn = body.node("Identity", "far.goes.on");
    var first = g.times(g.node("Gather", x + "," + g.integer(0), axis(axis)), 0);
    var inner =
        MutantBodies.loop(body, "far", List.of("far.sum", "far.list"), goesOn, List.of(next, list));
    var made =
        g.node(
            "Loop", g.size(x, axis) + ",," + first + "," + g.node("SequenceEmpty", ""), 2, inner);
    return g.plus(x, 0.2, stack(bed, made.get(1), axis));
  }

  private static String backwards(MutantBed bed, String x, int axis) {
    var g = bed.graph;
    var body = g.inside();
    var now = body.node("Gather", x + ",back.number", axis(axis));
    var list = body.node("SequenceInsert", "back.list," + now + "," + body.integer(0));
    var goesOn = body.node("Identity", "back.goes.on");
    var inner = MutantBodies.loop(body, "back", List.of("back.list"), goesOn, List.of(list));
    var made = g.node("Loop", g.size(x, axis) + ",," + g.node("SequenceEmpty", ""), inner);
    return g.plus(x, 0.5, stack(bed, made, axis));
  }

  /** 1 where any step of any row has an id, else 0, as a place in a list. */
  private static String found(MutantBed bed) {
    var found = bed.graph.reduceAll("ReduceMax", bed.is(bed.id()));
    return bed.graph.cast(found, SmallGraph.INT64);
  }

  /** x and a share of it. */
  private static String pair(MutantBed bed, String x) {
    return bed.graph.node("SequenceConstruct", x + "," + bed.graph.times(x, 0.5));
  }

  private static String at(MutantBed bed, String list, int place) {
    return bed.graph.node("SequenceAt", list + "," + bed.graph.integer(place));
  }

  private static String taken(MutantBed bed, String x) {
    return bed.graph.node("SequenceAt", pair(bed, x) + "," + found(bed));
  }

  private static String inserted(MutantBed bed, String x) {
    var other = bed.graph.times(x, -0.5);
    var list = bed.graph.node("SequenceInsert", pair(bed, x) + "," + other + "," + found(bed));
    return at(bed, list, 1);
  }

  private static String erased(MutantBed bed, String x) {
    var pair = bed.graph.node("SequenceConstruct", bed.graph.times(x, 0.5) + "," + x);
    return at(bed, bed.graph.node("SequenceErase", pair + "," + found(bed)), 0);
  }

  /** Puts steps into a list until one is padding in any row, and counts them. */
  private static String toEnd(MutantBed bed, String x) {
    var g = bed.graph;
    int rows = bed.input.layout().batchAxis();
    var used = g.reduceAway("ReduceMin", bed.used(), rows);
    var body = g.inside();
    var step = body.node("Gather", used + ",end.number");
    var goesOn = body.above(step, 0.5);
    var list = body.node("SequenceInsert", "end.list," + step);
    var inner = MutantBodies.loop(body, "end", List.of("end.list"), goesOn, List.of(list));
    var made = g.node("Loop", bed.steps() + ",," + g.node("SequenceEmpty", ""), inner);
    return g.plus(x, 0.05, g.floats(g.node("SequenceLength", made)));
  }

  private static String stacked(MutantBed bed, String x) {
    int time = bed.place.time();
    var parts =
        bed.graph.node(
            "SplitToSequence",
            x + "," + bed.graph.integer(1),
            axis(time),
            SmallGraph.number("keepdims", 0));
    return bed.graph.times(stack(bed, parts, time), 0.9);
  }

  private static String joined(MutantBed bed, String x) {
    int features = bed.place.features();
    var parts = bed.graph.node("SplitToSequence", x, axis(features));
    return bed.graph.times(bed.graph.node("ConcatFromSequence", parts, axis(features)), 0.9);
  }

  private static String last(MutantBed bed, String x) {
    var g = bed.graph;
    var list = g.node("SequenceConstruct", g.times(x, 0.5));
    return at(bed, g.node("SequenceInsert", list + "," + g.times(x, 0.9)), -1);
  }
}
