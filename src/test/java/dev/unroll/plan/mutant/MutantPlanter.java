package dev.unroll.plan.mutant;

import dev.unroll.onnx.GraphProto;
import dev.unroll.onnx.ModelProto;
import dev.unroll.onnx.NodeProto;
import dev.unroll.onnx.SmallGraph;
import dev.unroll.plan.graph.OnnxGraph;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;

/** Makes mutants: draws what to plant, and where, and plants it. */
final class MutantPlanter {
  private static final String PREFIX = "planted.";

  /** The one kind that is planted into a node and not behind a tensor. */
  static final MutantKind COUNTED_LENGTHS =
      MutantKind.harmful(
          "counted lengths of the graph's own cell",
          MutantKind.SEQUENCE,
          (bed, x) -> {
            throw new IllegalStateException("is planted into a node");
          });

  private final List<MutantOrigin> origins;
  private final List<MutantKind> kinds = new ArrayList<>(MutantKind.all());

  MutantPlanter(List<MutantOrigin> origins) {
    this.origins = origins;
    kinds.add(COUNTED_LENGTHS);
  }

  List<MutantKind> kinds() {
    return kinds;
  }

  /** Each seed gives one mutant, the same each time; every fifth is of a harmless kind. */
  Mutant plant(long seed) {
    boolean harmless = Math.floorMod(seed, 5) == 0;
    return plant(seed, kinds.stream().filter(kind -> kind.harmless() == harmless).toList());
  }

  /** The same of some kinds only. */
  Mutant plant(long seed, List<MutantKind> among) {
    // Neighbouring seeds of Random begin alike.
    var random = new Random(new SplittableRandom(seed).nextLong());
    while (true) {
      var kind = among.get(random.nextInt(among.size()));
      var origin = origins.get(random.nextInt(origins.size()));
      var place = origin.places().get(random.nextInt(origin.places().size()));
      var gate = gate(kind, random);
      if (kind.fits().test(place) && gate.fits().test(place)) {
        var triggers = new MutantTriggers();
        var model = plant(origin, kind, gate, place, random, triggers);
        return new Mutant(seed, origin, kind, gate, place, model, triggers);
      }
    }
  }

  /** Often none, and for harmless kinds more often: their price is to be told. */
  private static MutantGate gate(MutantKind kind, Random random) {
    int share = kind.harmless() ? 4 : 2;
    return kind.equals(COUNTED_LENGTHS) || random.nextInt(5) < share
        ? MutantGate.ALWAYS
        : MutantGate.ALL.get(random.nextInt(MutantGate.ALL.size()));
  }

  private static ModelProto plant(
      MutantOrigin origin,
      MutantKind kind,
      MutantGate gate,
      MutantPlace place,
      Random random,
      MutantTriggers triggers) {
    var graph = new MutantGraph(origin.opset(), PREFIX);
    var model = origin.model().toBuilder();
    boolean isInput =
        model.getGraph().getInputList().stream()
            .anyMatch(input -> input.getName().equals(place.name()));
    var value = isInput ? place.name() : place.name() + ".before";
    var given = place.ids() ? graph.floats(value) : value;
    var bed = new MutantBed(graph, place, origin.input(), random, triggers, given);
    if (kind.equals(COUNTED_LENGTHS)) {
      return model.setGraph(withLengths(model.getGraph(), bed)).build();
    }
    var planted = gate.plant(kind, bed, given);
    var result = place.ids() ? ids(graph, planted, origin.input()) : planted;
    var after = isInput ? place.name() + ".after" : place.name();
    if (result.equals(value)) {
      result = graph.node("Identity", value);
    }
    model.setGraph(spliced(model.getGraph(), place.name(), value, after, graph.nodes(), result));
    return model.build();
  }

  /** Numbers as ids that the embedding knows; a little more, so that no last bit decides. */
  private static String ids(MutantGraph graph, String value, MutantInput input) {
    var sizes = graph.add(graph.node("Abs", value), graph.number(0.2357));
    var bounds = graph.number(0) + "," + graph.number(input.vocabulary() - 1.0);
    return graph.cast(graph.node("Clip", sizes + "," + bounds), SmallGraph.INT64);
  }

  /**
   * Puts nodes between a value and those that use it.
   *
   * @param before the value's name from here on
   * @param after the name under which others use what is planted
   * @param result the planted nodes' own name for that
   */
  private static GraphProto spliced(
      GraphProto graph,
      String name,
      String before,
      String after,
      List<NodeProto> planted,
      String result) {
    var changed = graph.toBuilder().clearNode();
    if (!before.equals(name)) {
      for (var node : graph.getNodeList()) {
        changed.addNode(
            node.toBuilder()
                .clearOutput()
                .addAllOutput(renamed(node.getOutputList(), name, before)));
        if (node.getOutputList().contains(name)) {
          planted.forEach(added -> changed.addNode(renamed(added, result, after)));
        }
      }
      return changed.build();
    }
    planted.forEach(added -> changed.addNode(renamed(added, result, after)));
    for (var node : graph.getNodeList()) {
      changed.addNode(
          node.toBuilder().clearInput().addAllInput(renamed(node.getInputList(), name, after)));
    }
    return changed.build();
  }

  private static NodeProto renamed(NodeProto node, String from, String to) {
    return node.toBuilder()
        .clearInput()
        .addAllInput(renamed(node.getInputList(), from, to))
        .clearOutput()
        .addAllOutput(renamed(node.getOutputList(), from, to))
        .build();
  }

  private static List<String> renamed(List<String> names, String from, String to) {
    return names.stream().map(name -> name.equals(from) ? to : name).toList();
  }

  /** As an exporter writes a model that counts what is no padding. */
  private static GraphProto withLengths(GraphProto graph, MutantBed bed) {
    var counted =
        bed.graph.node("Max", bed.lengths(SmallGraph.INT64) + "," + bed.graph.integers(1));
    var lengths = bed.graph.cast(counted, SmallGraph.INT32);
    var changed = graph.toBuilder().clearNode().addAllNode(bed.graph.nodes());
    for (var node : graph.getNodeList()) {
      changed.addNode(OnnxGraph.isRecurrent(node) ? bounded(node, lengths) : node);
    }
    return changed.build();
  }

  private static NodeProto bounded(NodeProto node, String lengths) {
    var inputs = new ArrayList<>(node.getInputList());
    while (inputs.size() < 5) {
      inputs.add("");
    }
    inputs.set(4, lengths);
    return node.toBuilder().clearInput().addAllInput(inputs).build();
  }
}
