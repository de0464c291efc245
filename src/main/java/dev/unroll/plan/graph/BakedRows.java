package dev.unroll.plan.graph;

import dev.unroll.onnx.AttributeProto;
import dev.unroll.onnx.GraphProto;
import dev.unroll.onnx.TensorProto;
import java.nio.ByteOrder;
import java.util.List;
import java.util.TreeSet;

/**
 * Numbers of rows that a graph may insist on without declaring it: an exporter was told that the
 * axis is free, and first states or a reshape are of the example's rows.
 */
public final class BakedRows {
  private static final int INT64 = 7;

  /** The axis of rows of a recurrent node's first states, which have three axes. */
  private static final int STATE_ROWS = 1;

  private static final int STATE_AXES = 3;

  /** Longer constants are tables. */
  private static final int MOST_ELEMENTS = 8;

  private static final int MOST_ROWS = 1024;
  private static final int MOST_CANDIDATES = 32;

  private final TreeSet<Long> numbers = new TreeSet<>();

  private BakedRows() {}

  /** Ascending, more than one each. */
  public static List<Integer> candidates(GraphProto graph) {
    var found = new BakedRows();
    found.look(graph);
    return found.numbers.stream()
        .filter(number -> number > 1 && number <= MOST_ROWS)
        .map(Long::intValue)
        .limit(MOST_CANDIDATES)
        .toList();
  }

  /** The same graph that says of an input's axis that it takes so many rows. */
  public static OnnxGraph told(OnnxGraph graph, String input, int axis, int rows) {
    var model = graph.model().toBuilder();
    for (int place = 0; place < model.getGraph().getInputCount(); place++) {
      if (model.getGraph().getInput(place).getName().equals(input)) {
        var type = model.getGraphBuilder().getInputBuilder(place).getTypeBuilder();
        var shape = type.getTensorTypeBuilder().getShapeBuilder();
        shape.getDimBuilder(axis).clearDimParam().setDimValue(rows);
      }
    }
    return graph.rewritten(model.build());
  }

  private void look(GraphProto graph) {
    graph.getInitializerList().forEach(this::look);
    graph.getNodeList().stream()
        .flatMap(node -> node.getAttributeList().stream())
        .filter(AttributeProto::hasT)
        .forEach(attribute -> look(attribute.getT()));
  }

  private void look(TensorProto tensor) {
    if (tensor.getDataType() != INT64) {
      if (tensor.getDimsCount() == STATE_AXES) {
        numbers.add(tensor.getDims(STATE_ROWS));
      }
      return;
    }
    if (tensor.getRawData().size() <= MOST_ELEMENTS * Long.BYTES) {
      var bytes = tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
      while (bytes.remaining() >= Long.BYTES) {
        numbers.add(bytes.getLong());
      }
    }
    if (tensor.getInt64DataCount() <= MOST_ELEMENTS) {
      numbers.addAll(tensor.getInt64DataList());
    }
  }
}
