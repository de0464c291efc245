package dev.unroll.plan.graph;

import dev.unroll.onnx.GraphProto;
import dev.unroll.onnx.NodeProto;
import dev.unroll.onnx.TensorProto.DataType;
import dev.unroll.onnx.ValueInfoProto;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Finds the floats behind integer answers, for example the scores behind an ArgMax. Integers hide
 * differences that a proof looks for: scores may differ by a tenth and the best class still be the
 * same for every input that is drawn. So a graph that ends in integers is proven with those floats
 * as extra outputs, which clients never see.
 */
public final class DecidingFloats {
  private static final Set<Integer> FLOATS =
      Set.of(
          DataType.FLOAT_VALUE,
          DataType.FLOAT16_VALUE,
          DataType.DOUBLE_VALUE,
          DataType.BFLOAT16_VALUE);

  /** Operators that make integers or booleans from floats. */
  private static final Set<String> DECIDING =
      Set.of(
          "ArgMax",
          "ArgMin",
          "TopK",
          "Greater",
          "GreaterOrEqual",
          "Less",
          "LessOrEqual",
          "Cast",
          "Round",
          "Floor",
          "Ceil",
          "Sign",
          "Hardmax");

  private static final int FARTHEST = 16;

  private DecidingFloats() {}

  /**
   * Returns the names of such tensors that are not outputs yet; none where the graph ends in
   * floats.
   */
  public static Set<String> of(GraphProto graph) {
    var producers = new HashMap<String, NodeProto>();
    for (var node : graph.getNodeList()) {
      node.getOutputList().forEach(name -> producers.put(name, node));
    }
    var deciding = new LinkedHashSet<String>();
    for (var output : graph.getOutputList()) {
      if (!FLOATS.contains(output.getType().getTensorType().getElemType())) {
        deciding(output.getName(), producers, deciding);
      }
    }
    graph.getOutputList().forEach(output -> deciding.remove(output.getName()));
    graph.getInputList().forEach(input -> deciding.remove(input.getName()));
    return deciding;
  }

  private static void deciding(
      String output, Map<String, NodeProto> producers, Set<String> deciding) {
    var name = output;
    for (int hops = 0; hops < FARTHEST; hops++) {
      var producer = producers.get(name);
      if (producer == null || producer.getInputCount() == 0) {
        return;
      }
      name = producer.getInput(0);
      if (DECIDING.contains(producer.getOpType())) {
        // For a comparison that is cast to a number, take the values that are compared.
        var before = producers.get(name);
        if (before == null || !DECIDING.contains(before.getOpType())) {
          deciding.add(name);
          return;
        }
      }
    }
  }

  /** Returns the same graph with these tensors as outputs after its own. */
  public static OnnxGraph shown(OnnxGraph graph, Set<String> names) {
    var model = graph.model().toBuilder();
    for (var name : names) {
      model.getGraphBuilder().addOutput(ValueInfoProto.newBuilder().setName(name));
    }
    return graph.rewritten(model.build());
  }
}
