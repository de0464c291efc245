package dev.unroll.plan.mutant;

import dev.unroll.core.LoadException;
import dev.unroll.onnx.ModelProto;
import dev.unroll.onnx.NodeProto;
import dev.unroll.onnx.ValueInfoProto;
import dev.unroll.plan.AnswerPlan;
import dev.unroll.plan.graph.OnnxGraph;
import dev.unroll.plan.planner.Planner;
import dev.unroll.plan.planner.ZooCase;
import dev.unroll.runtime.ElementType;
import dev.unroll.runtime.GraphException;
import dev.unroll.runtime.OnnxRuntime;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A graph of the zoo, or a random stack, into which things are planted.
 *
 * @param states its state inputs and the outputs that follow them, as a manifest names them: edges
 *     may not show them any more
 * @param label of its own plan
 * @param places where
 */
record MutantOrigin(
    String name,
    ModelProto model,
    MutantInput input,
    Map<String, String> states,
    String label,
    List<MutantPlace> places) {
  /** Sizes that no axis of the zoo has, unless it is fixed. */
  private static final int[] ROWS = {7, 11};

  private static final int[] STEPS = {17, 19};

  private static final Set<String> NO_NUMBERS =
      Set.of("Greater", "Less", "Equal", "And", "Or", "Not", "Where");

  static MutantOrigin of(ZooCase zoo, OnnxRuntime runtime) throws LoadException, GraphException {
    return of(zoo.name(), zoo.folder().resolve("model.onnx"), states(zoo), runtime);
  }

  /**
   * @param states as in {@link MutantOrigin}
   */
  static MutantOrigin of(String name, Path file, Map<String, String> states, OnnxRuntime runtime)
      throws LoadException, GraphException {
    // As the planner reads it: ONNX Runtime refuses batch-first recurrent nodes.
    var model = OnnxGraph.read(file).model();
    try (var plan = (AnswerPlan) new Planner(runtime).planFile(file, states)) {
      var input = MutantInput.of(plan);
      var label = plan.facts().label();
      return new MutantOrigin(name, model, input, states, label, places(runtime, model, input));
    }
  }

  private static Map<String, String> states(ZooCase zoo) {
    var states = new LinkedHashMap<String, String>();
    for (var state : zoo.facts().path("states").properties()) {
      states.put(state.getKey(), state.getValue().asText());
    }
    return states;
  }

  /** Runs the graph twice with all tensors as outputs, to see which sizes follow rows and steps. */
  private static List<MutantPlace> places(OnnxRuntime runtime, ModelProto model, MutantInput input)
      throws LoadException, GraphException {
    var shown = model.toBuilder();
    var outputs = model.getGraph().getOutputList().stream().map(ValueInfoProto::getName).toList();
    for (var node : model.getGraph().getNodeList()) {
      for (var output : node.getOutputList()) {
        if (!output.isEmpty() && !outputs.contains(output) && hasNumbers(node)) {
          shown.getGraphBuilder().addOutput(ValueInfoProto.newBuilder().setName(output));
        }
      }
    }
    var places = new ArrayList<MutantPlace>();
    try (var session = runtime.load("shown", shown.build().toByteArray(), Path.of("."))) {
      var truth = new MutantTruth(session, input);
      var shapes = new ArrayList<List<long[]>>();
      for (int size = 0; size < 2; size++) {
        shapes.add(truth.shapes(rows(input, size), steps(input, size)));
      }
      for (int place = 0; place < session.outputs().size(); place++) {
        var port = session.outputs().get(place);
        if (port.type() == ElementType.FLOAT32) {
          add(places, port.name(), input, shapes.get(0).get(place), shapes.get(1).get(place));
        }
      }
      for (int place = 0; place < session.inputs().size(); place++) {
        var port = session.inputs().get(place);
        boolean main = port.name().equals(input.name());
        if (port.type() == ElementType.FLOAT32 || main) {
          var first = truth.inputShape(port, rows(input, 0), steps(input, 0));
          var second = truth.inputShape(port, rows(input, 1), steps(input, 1));
          add(places, port.name(), input, first, second);
        }
      }
    }
    return places;
  }

  private static boolean hasNumbers(NodeProto node) {
    return !NO_NUMBERS.contains(node.getOpType());
  }

  private static int rows(MutantInput input, int size) {
    return input.fixedRows() > 0 ? input.fixedRows() : ROWS[size];
  }

  private static int steps(MutantInput input, int size) {
    return input.fixedSteps() > 0 ? input.fixedSteps() : STEPS[size];
  }

  private static void add(
      List<MutantPlace> places, String name, MutantInput input, long[] first, long[] second) {
    int rows = axis(first, second, -1, rows(input, 0), rows(input, 1));
    int time = axis(first, second, rows, steps(input, 0), steps(input, 1));
    // A comma parts the names of a node's inputs here.
    if (rows < 0 || name.contains(",")) {
      return;
    }
    var sizes = new ArrayList<Integer>();
    for (int axis = 0; axis < first.length; axis++) {
      sizes.add(axis == rows || axis == time ? -1 : (int) first[axis]);
    }
    boolean ids = input.integer() && name.equals(input.name());
    places.add(new MutantPlace(name, rows, time, List.copyOf(sizes), ids));
  }

  private static int axis(long[] first, long[] second, int not, int one, int other) {
    for (int axis = 0; axis < first.length; axis++) {
      if (axis != not && first[axis] == one && second[axis] == other) {
        return axis;
      }
    }
    return -1;
  }

  int opset() {
    return model.getOpsetImportList().stream()
        .filter(set -> set.getDomain().isEmpty())
        .mapToInt(set -> Math.toIntExact(set.getVersion()))
        .findFirst()
        .orElseThrow();
  }
}
