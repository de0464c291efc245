package dev.unroll.plan.planner;

import dev.unroll.onnx.NodeProto;
import dev.unroll.plan.ProbedStage;
import dev.unroll.plan.graph.AxisNames;
import dev.unroll.plan.graph.InputOrder;
import dev.unroll.plan.graph.Layout;
import dev.unroll.plan.graph.OnnxGraph;
import dev.unroll.plan.graph.RecurrentNode;
import dev.unroll.plan.independence.value.RecurrentFacts;
import dev.unroll.runtime.Port;
import java.util.List;
import java.util.Optional;

/**
 * Finds networks that run over the axis which their own names call the rows. PyTorch's recurrent
 * layers take steps first unless {@code batch_first=True} is set. With rows first they still run,
 * but each row's answer depends on the rows before it.
 */
final class ForgottenBatchFirst {
  private final ProbedStage whole;
  private final List<NodeProto> nodes;
  private final Optional<InputOrder> order;

  /**
   * @param whole the findings of probing the whole graph
   * @param order which axis comes first according to the owner
   */
  ForgottenBatchFirst(ProbedStage whole, OnnxGraph graph, Optional<InputOrder> order) {
    this.whole = whole;
    this.nodes = graph.model().getGraph().getNodeList();
    this.order = order;
  }

  /** Returns a warning for the owner; empty where no node runs over the rows. */
  Optional<String> warning() {
    var port =
        whole.stage().session().inputs().stream()
            .filter(input -> input.name().equals(whole.input().name()))
            .findFirst();
    if (port.isEmpty() || !whole.input().timed() || whole.input().batchAxis() < 0) {
      return Optional.empty();
    }
    var layout = new Layout(whole.input().batchAxis(), whole.input().timeAxis());
    int support = order.isPresent() ? AxisNames.TOLD : AxisNames.support(port.get(), layout);
    if (Math.abs(support) < AxisNames.TOLD) {
      return Optional.empty();
    }
    // The chosen layout may contradict the names, since the node runs over the other axis.
    boolean isNamed = support > 0;
    int rows = isNamed ? layout.batchAxis() : layout.timeAxis();
    return nodes.stream()
        .filter(node -> facts(node).filter(facts -> runsOverRows(facts, isNamed)).isPresent())
        .findFirst()
        .map(node -> words(node, port.get(), rows));
  }

  private Optional<RecurrentFacts> facts(NodeProto node) {
    return node.getOutputList().stream()
        .filter(name -> RecurrentNode.isRecurrent(node) && !name.isEmpty())
        .findFirst()
        .flatMap(whole.witness().analysis()::recurrent);
  }

  private static boolean runsOverRows(RecurrentFacts facts, boolean isNamed) {
    return isNamed ? facts.overRows() : facts.overSteps();
  }

  private String words(NodeProto node, Port input, int rows) {
    return node.getOpType()
        + (node.getName().isEmpty() ? "" : " '" + node.getName() + "'")
        + " runs over axis "
        + rows
        + " of input "
        + input
        + ", which "
        + (order.isPresent() ? "'layout' in model.yaml calls" : "the names of its axes call")
        + " the rows: each row's answer comes from other rows. Perhaps batch_first=True was"
        + " forgotten in the network, whose layer then takes [steps, rows, width]";
  }
}
